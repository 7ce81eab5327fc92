/// The parts of a weight file that `Model` does not keep: its tensors and their precision. Whether the file is sound,
/// `Model` tells; this only never reads outside of it.
public struct WeightFileListing: Encodable, Sendable {
    public struct Tensor: Encodable, Sendable {
        public let name: String
        public let shape: [Int]
        /// f32 or f16.
        public let precision: String
        /// Where its data lies in the file.
        public let offset: Int
        public let bytes: Int
    }

    public static let signature: [UInt8] = [0x89] + Array("PSECB\r\n".utf8)

    public let formatVersion: Int
    /// Of the whole file.
    public let bytes: Int
    public let checksum: UInt32
    /// Semantic channel of "some thing", if there is one.
    public let someThingChannel: Int?
    public let tensors: [Tensor]

    /// Precisions of the tensors, `f32`, `f16` or both.
    public var precision: String { Set(tensors.map(\.precision)).sorted().joined(separator: " and ") }

    public init(file: String) throws(CheckpointError) {
        do throws(CheckpointError) {
            try self.init(bytes: try readFile(file, limit: 1 << 30))
        } catch {
            throw error.naming(file: file)
        }
    }

    public init(bytes file: [UInt8]) throws(CheckpointError) {
        guard file.starts(with: WeightFileListing.signature) else {
            throw CheckpointError(
                .unknownFormat, "this is not a .pansecb file",
                fix: "Make one with: pansecb convert CHECKPOINT --output M.pansecb")
        }
        func number(_ offset: Int) throws(CheckpointError) -> Int {
            var reader = try ByteReader(file, in: offset..<max(offset, file.count))
            return try reader.u32()
        }
        formatVersion = try number(8)
        bytes = file.count
        checksum = UInt32(try number(12))
        let channel = Int(Int32(truncatingIfNeeded: try number(108)))
        someThingChannel = channel < 0 ? nil : channel

        let strings = try number(64), stringBytes = try number(68), table = try number(60)
        guard strings + stringBytes <= file.count, table <= file.count else { throw ByteReader.cut }
        var rows = try ByteReader(file, in: table..<file.count)
        var tensors: [Tensor] = []
        for _ in 0..<(try number(44)) {
            let name = try rows.u32(), length = try rows.u32(), type = try rows.u32(), rank = try rows.u32()
            let dimensions = [try rows.u32(), try rows.u32(), try rows.u32(), try rows.u32()]
            guard name + length <= stringBytes, rank <= 4 else { throw ByteReader.cut }
            let text = String(decoding: file[strings + name..<strings + name + length], as: UTF8.self)
            tensors.append(
                Tensor(
                    name: text, shape: Array(dimensions.prefix(rank)), precision: type == 2 ? "f16" : "f32",
                    offset: try rows.u64(),
                    bytes: try rows.u64()))
            _ = try rows.take(16)
        }
        self.tensors = tensors
    }
}
