/// The model's state dictionary in what a pickle held: a dictionary from names to tensors, alone or beside an epoch, an
/// optimiser and a log.
struct StateDictionary {
    /// Keys on the way to it, e.g. `model_state_dict`; empty: it is the whole pickle.
    let location: String
    /// Names, and numbers of tensors of the pickle; two names may have one tensor.
    let entries: [(name: String, tensor: Int)]

    /// Keys under which training programs keep the model.
    private static let usualKeys = ["model_state_dict", "state_dict", "model", "net"]

    init(in pickle: Unpickled) throws(CheckpointError) {
        guard let found = StateDictionary.find(in: pickle.root, of: pickle, path: []) else {
            throw CheckpointError(
                .notThisNetwork,
                "the file has no tensors at its top, nor under "
                    + StateDictionary.usualKeys.joined(separator: ", ")
                    + StateDictionary.topKeys(of: pickle),
                fix: "Save the weights with torch.save(model.state_dict(), \"model.pth\")")
        }
        self = found
    }

    private init(location: String, entries: [(name: String, tensor: Int)]) {
        self.location = location
        self.entries = entries
    }

    /// The usual keys come first: what lies beside a state dictionary may hold tensors as well.
    private static func find(in value: PickleValue, of pickle: Unpickled, path: [String]) -> StateDictionary? {
        guard path.count < 4, let items = pickle.items(value) else { return nil }
        for key in usualKeys {
            if let inner = pickle.value(key, in: value), let found = find(in: inner, of: pickle, path: path + [key]) {
                return found
            }
        }
        var entries: [(name: String, tensor: Int)] = []
        for item in items {
            if case .string(let name) = item.key, case .tensor(let number) = item.value {
                entries.append((name, number))
            }
        }
        return entries.isEmpty ? nil : StateDictionary(location: path.joined(separator: "."), entries: entries)
    }

    private static func topKeys(of pickle: Unpickled) -> String {
        let keys = (pickle.items(pickle.root) ?? []).prefix(8).compactMap { item -> String? in
            if case .string(let key) = item.key { return key.debugDescription }
            return nil
        }
        return keys.isEmpty ? "" : "; its keys are \(keys.joined(separator: ", "))"
    }

    /// The checkpoint of these tensors, whose storages lie at the given places of the file.
    func checkpoint(
        format: Checkpoint.Format, file: String, bytes: [UInt8], pickle: Unpickled, places: [String: Range<Int>]
    ) throws(CheckpointError) -> Checkpoint {
        var tensors: [CheckpointTensor] = []
        tensors.reserveCapacity(entries.count)
        for (name, number) in entries {
            let tensor = pickle.tensors[number]
            let storage = pickle.storages[tensor.storage]
            let size = storage.elementType.size
            guard let place = places[storage.key] else {
                throw CheckpointError(
                    .damaged, tensor: name, "its storage \(storage.key.debugDescription) is not in the file")
            }
            let (first, tooFar) = storage.visible.lowerBound.multipliedReportingOverflow(by: size)
            let (length, tooLong) = storage.visible.count.multipliedReportingOverflow(by: size)
            guard !tooFar, !tooLong, first <= place.count, length <= place.count - first else {
                throw CheckpointError(
                    .damaged, tensor: name, "its storage \(storage.key.debugDescription) has too few bytes")
            }
            let start = place.lowerBound + first
            tensors.append(
                try CheckpointTensor(
                    name: name, shape: tensor.shape, elementType: storage.elementType, file: bytes,
                    storage: start..<start + length,
                    offset: tensor.offset, strides: tensor.strides))
        }
        return Checkpoint(
            file: file, format: format, location: location, tensors: tensors,
            otherTensors: pickle.tensors.count - Set(entries.map(\.tensor)).count)
    }
}
