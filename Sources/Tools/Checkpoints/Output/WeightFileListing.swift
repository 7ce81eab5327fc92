import PanSECB

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
            try self.init(bytes: try WholeFile.read(file, limit: WeightFileLayout.maxFileBytes))
        } catch {
            throw error.naming(file: file)
        }
    }

    public init(bytes file: [UInt8]) throws(CheckpointError) {
        typealias Layout = WeightFileLayout
        typealias Row = Layout.TensorRow
        guard file.starts(with: Layout.magic) else {
            throw CheckpointError(
                .unknownFormat, "this is not a .pansecb file",
                fix: "Make one with: pansecb convert CHECKPOINT --output M.pansecb")
        }
        guard file.count >= Layout.headerBytes else { throw ByteReader.cut }
        formatVersion = Int(file[Layout.Header.version])
        bytes = file.count
        checksum = file[Layout.Header.checksum]
        let channel = Int(file[Layout.Header.someThingChannel])
        someThingChannel = channel < 0 ? nil : channel

        let strings = Int(file[Layout.Header.strings]), stringBytes = Int(file[Layout.Header.stringBytes])
        let table = Int(file[Layout.Header.tensorTable]), count = Int(file[Layout.Header.tensors])
        guard strings + stringBytes <= file.count, table + count * Layout.tensorBytes <= file.count else {
            throw ByteReader.cut
        }
        var tensors: [Tensor] = []
        for row in stride(from: table, to: table + count * Layout.tensorBytes, by: Layout.tensorBytes) {
            let name = Int(file[Row.name.start, row]), length = Int(file[Row.name.length, row])
            let rank = Int(file[Row.rank, row])
            guard name + length <= stringBytes, rank <= Layout.maxRank,
                let precision = WeightPrecision(rawValue: file[Row.precision, row]),
                let offset = Int(exactly: file[Row.data, row]), let bytes = Int(exactly: file[Row.dataBytes, row])
            else { throw ByteReader.cut }
            tensors.append(
                Tensor(
                    name: String(decoding: file[strings + name..<strings + name + length], as: UTF8.self),
                    shape: (0..<rank).map { Int(file[Row.dimension($0), row]) }, precision: precision.name,
                    offset: offset, bytes: bytes))
        }
        self.tensors = tensors
    }
}
