import Checkpoints
import Datasets
import Images
import Support
import Training

/// Connects a training with folders of labelled pictures.
struct TrainingInputs {
    let coding: ClassCoding
    let splits: [TrainingSplit]
    let validation: TrainingSplit?
    let weights: LossWeights
    let trainedSize: TrainedSize?

    init(_ c: TrainingConfiguration) throws {
        let network = c.network.architecture
        let classes = try TrainingClasses(file: c.classes.isEmpty ? nil : c.classes, for: network)
        if !classes.leftOut.isEmpty {
            StandardStreams.note(
                "\(network.name) finds \(classes.things.count) things; stuff is left out: "
                    + classes.leftOut.map(\.name.printable).joined(separator: ", "))
        }
        let folder = try CityscapesFolder(c.data.isEmpty ? nil : c.data)
        coding = TrainingInputs.coding(classes)
        let table = classes.table
        splits = try c.train.map {
            try $0.labels ? TrainingInputs.split(folder, $0.split, table) : TrainingInputs.pictures(folder, $0.split)
        }
        trainedSize = try TrainedSize(of: c, folder)
        validation = c.validation.every > 0 ? try TrainingInputs.split(folder, c.validation.split, table) : nil
        var weights = try TrainingInputs.weights(c, classes, folder)
        weights.teacherShare = c.loss.teacher
        weights.semanticLovaszFactor = c.loss.semanticLovasz
        weights.lovaszFactor = c.loss.lovasz
        weights.varianceFactor = c.loss.variance
        weights.seedFactor = c.loss.seed
        weights.pullsToCentre = c.loss.pullsToCentre
        weights.seedsOnVoid = c.loss.seedsOnVoid
        self.weights = weights
    }

    private static func coding(_ classes: TrainingClasses) -> ClassCoding {
        ClassCoding(table: classes.table) { width, height, ids in
            let targets = classes.targets(of: try LabelMap16(width: width, height: height, labels: ids))
            return Training.Targets(
                width: width, height: height, semantic: targets.semantic, object: targets.object,
                objects: targets.objects.map { Training.Targets.Object(thing: $0.thing) },
                mayBeObject: targets.mayBeObject)
        }
    }

    private static func split(_ folder: CityscapesFolder, _ name: String, _ table: ClassTable) throws -> TrainingSplit {
        let samples = try folder.samples(of: name)
        // Labels have the size of their picture, and tell it before they are decoded.
        let sizes = samples.map { sample in (try? sample.labelInfo()).map { [$0.width, $0.height] } ?? [] }
        return TrainingSplit(name: name, samples: samples.map(\.name), sizes: sizes) { number in
            let (picture, ids) = try samples[number].load()
            return Augmenter.Labelled(
                width: picture.width, height: picture.height, pixels: picture.pixels,
                ids: table.otherLabels.isEmpty ? ids.labels : ids.labels.map(table.ownID))
        }
    }

    /// Pictures whose labels, if there are any, are not read.
    private static func pictures(_ folder: CityscapesFolder, _ name: String) throws -> TrainingSplit {
        let pictures = try folder.pictures(of: name)
        // JPEGs do not tell theirs.
        let sizes = pictures.map { picture in
            (try? PNGInfo(contentsOf: picture.path)).map { [$0.width, $0.height] } ?? []
        }
        return TrainingSplit(name: name, samples: pictures.map(\.name), sizes: sizes, isLabelled: false) { number in
            let picture = try Picture(contentsOf: pictures[number].path)
            return Augmenter.Labelled(
                width: picture.width, height: picture.height, pixels: picture.pixels,
                ids: [UInt16](repeating: 0, count: picture.width * picture.height))
        }
    }

    private static func weights(_ c: TrainingConfiguration, _ classes: TrainingClasses, _ folder: CityscapesFolder)
        throws -> LossWeights
    {
        /// Those of the outputs that the network has.
        func weights(_ semantic: [Float], _ seed: [Float]) -> LossWeights {
            LossWeights(
                semantic: classes.network.hasClasses ? semantic : [], seed: classes.network.hasObjects ? seed : [])
        }
        func published(_ all: LossWeights) throws -> LossWeights {
            let own = weights(all.semantic, all.seed)
            guard !classes.network.hasClasses || own.semantic.count == classes.semanticChannels,
                own.seed.count == classes.things.count
            else {
                throw TrainingError(
                    .configuration, "loss.weights: those of Cityscapes are for its 11 stuff classes and 8 things",
                    fix: "Use loss.weights: measured")
            }
            return own
        }
        switch c.loss.weights {
        case .measured: break
        case .cityscapesCrops: return try published(.cityscapesCrops)
        case .cityscapesFine: return try published(.cityscapesFine)
        }
        var shares = ClassShares(classes)
        for name in Set(c.train.filter(\.labels).map(\.split)).sorted() {
            StandardStreams.note("measuring the shares of the classes in \(name)")
            let survey = try DatasetSurvey(folder, split: name, classes: classes, threads: c.threads)
            if let fault = survey.faults.first { throw fault }
            shares.add(survey.shares)
        }
        return measured(c, classes, shares, weights)
    }

    /// Classes without a pixel have no weight, unless a teacher tells of them.
    private static func measured(
        _ c: TrainingConfiguration, _ classes: TrainingClasses, _ shares: ClassShares,
        _ weights: (_ semantic: [Float], _ seed: [Float]) -> LossWeights
    ) -> LossWeights {
        var semantic = shares.semanticWeights(balance: c.loss.balance), seed = shares.seedWeights
        guard c.teacher.isEmpty else { return weights(semantic, seed) }
        var absent: [String] = []
        if classes.network.hasClasses {
            for (channel, entry) in classes.stuff.enumerated() where shares.semanticPixels[channel] == 0 {
                semantic[channel] = 0
                absent.append(entry.name.printable)
            }
            if let channel = classes.someThingChannel, shares.semanticPixels[channel] == 0 { semantic[channel] = 0 }
        }
        for (number, entry) in classes.things.enumerated() where shares.objectPixels[number].isEmpty {
            seed[number] = 0
            absent.append(entry.name.printable)
        }
        if !absent.isEmpty {
            StandardStreams.note(
                "not in the training data, and of no weight in the loss: \(absent.joined(separator: ", "))")
        }
        return weights(semantic, seed)
    }
}
