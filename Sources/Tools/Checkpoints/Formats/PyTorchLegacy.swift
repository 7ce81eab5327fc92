/// What torch.save wrote before version 1.6, and writes still when asked: five pickles (a magic number, the protocol
/// 1001, facts of the system, the object, the keys of its storages), then each storage: its number of elements and its
/// bytes.
enum PyTorchLegacy {
    private static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
    private static let protocolVersion = 1001

    /// The file begins with a pickle of the magic number, whatever the pickle's own protocol.
    static func recognises(_ bytes: [UInt8]) -> Bool {
        guard bytes.first == PickleOpcode.proto.rawValue else { return false }
        let head = bytes.prefix(32)
        return head.indices.contains { head[$0...].starts(with: magic) }
    }

    static func read(_ bytes: [UInt8], file: String) throws(CheckpointError) -> Checkpoint {
        var reader = ByteReader(bytes)
        _ = try PickleMachine.run(&reader)
        let version = try PickleMachine.run(&reader).root
        guard case .integer(protocolVersion) = version else {
            throw CheckpointError(.unsupported, "the protocol of this PyTorch file is not \(protocolVersion)")
        }
        let system = try PickleMachine.run(&reader)
        if case .boolean(false)? = system.value("little_endian", in: system.root) { throw bigEndian }

        let pickle = try PickleMachine.run(&reader)
        let keys = try PickleMachine.run(&reader)
        let places = try storages(&reader, keys: keys, pickle: pickle)
        return try StateDictionary(in: pickle).checkpoint(
            format: .pyTorchLegacy, file: file, bytes: bytes, pickle: pickle, places: places)
    }

    /// Where each storage's bytes lie.
    private static func storages(
        _ reader: inout ByteReader, keys: Unpickled, pickle: Unpickled
    ) throws(CheckpointError) -> [String: Range<Int>] {
        guard case .list(let list) = keys.root else { throw PickleMachine.damaged("the list of storages is missing") }
        var known: [String: PickledStorage] = [:]
        for storage in pickle.storages { known[storage.key] = storage }
        var places: [String: Range<Int>] = [:]
        for element in keys.containers[list] {
            guard case .string(let key) = element, let storage = known[key], places[key] == nil else {
                throw PickleMachine.damaged("the list of storages names one that the pickle lacks, or one twice")
            }
            let count = try reader.u64()
            let (size, overflow) = count.multipliedReportingOverflow(by: storage.elementType.size)
            guard count == storage.count, !overflow else {
                throw CheckpointError(
                    .damaged,
                    "storage \(key.debugDescription) has \(count) elements where the pickle says \(storage.count)",
                    fix: "Copy or download the file again")
            }
            places[key] = try reader.take(size)
        }
        return places
    }

    static var bigEndian: CheckpointError {
        CheckpointError(
            .unsupported, "the file was written on a big-endian machine, whose numbers are not read here",
            fix: "Load it in PyTorch on a usual computer and save it again")
    }
}
