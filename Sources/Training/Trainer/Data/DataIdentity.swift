/// Which data a training is about, by names and sizes of pictures, so that it goes on with the same.
struct DataIdentity: Codable, Equatable {
    struct Split: Codable, Equatable {
        var name: String
        var samples: Int
        /// Hashes, as texts.
        var names: String, sizes: String

        init(_ split: TrainingSplit) {
            name = split.name
            samples = split.samples.count
            names = String(RandomNumbers.word(split.samples.joined(separator: "\n")), radix: 16)
            sizes = String(RandomNumbers.word("\(split.sizes)"), radix: 16)
        }

        func difference(to new: Split) -> String? {
            if name != new.name { return "split \(name) is now \(new.name)" }
            if samples != new.samples { return "split \(name) had \(samples) samples and now has \(new.samples)" }
            if names != new.names { return "samples of split \(name) have other names" }
            return sizes == new.sizes ? nil : "pictures of split \(name) have other sizes"
        }
    }

    var train: [Split]
    var validation: Split?

    init(_ train: [TrainingSplit], validation: TrainingSplit?) {
        self.train = train.map(Split.init)
        self.validation = validation.map(Split.init)
    }

    /// What differs, as text; nil: nothing.
    func difference(to new: DataIdentity) -> String? {
        if train.count != new.train.count { return "there were \(train.count) splits and now are \(new.train.count)" }
        let pairs =
            zip(train, new.train).map { ($0, $1) }
            + [(validation, new.validation)].compactMap {
                if let old = $0, let new = $1 { (old, new) } else { nil }
            }
        for (old, new) in pairs {
            if let difference = old.difference(to: new) { return difference }
        }
        return nil
    }
}
