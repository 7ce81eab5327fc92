import Foundation

/// Writes tensors of 32-bit floats as safetensors.
public enum SafetensorsWriter {
    public struct Tensor: Sendable {
        public var name: String
        public var shape: [Int]
        /// The last dimension fastest; as many as the shape says.
        public var values: [Float]

        public init(name: String, shape: [Int], values: [Float]) {
            self.name = name
            self.shape = shape
            self.values = values
        }
    }

    /// Writes the file at once or not at all.
    /// - Parameter metadata: texts for the header.
    public static func write(_ tensors: [Tensor], metadata: [String: String] = [:], to file: String)
        throws(CheckpointError)
    {
        try WholeFile.write(try encode(tensors, metadata: metadata), to: file)
    }

    /// The bytes of such a file.
    public static func encode(_ tensors: [Tensor], metadata: [String: String] = [:]) throws(CheckpointError) -> [UInt8]
    {
        var offset = 0
        var entries: [String: Header] = metadata.isEmpty ? [:] : ["__metadata__": .metadata(metadata)]
        for tensor in tensors {
            guard CheckpointTensor.elements(of: tensor.shape) == tensor.values.count,
                entries.updateValue(
                    .tensor(shape: tensor.shape, begin: offset, end: offset + tensor.values.count * 4),
                    forKey: tensor.name) == nil
            else {
                throw CheckpointError(
                    .wrongShape, tensor: tensor.name,
                    "its shape is \(tensor.shape), but it has \(tensor.values.count) values")
            }
            offset += tensor.values.count * 4
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard var header = try? encoder.encode(entries) else {
            throw CheckpointError(.cannotWrite, "the header cannot be written")
        }
        // Data begins at a multiple of eight; the format pads the header with spaces.
        while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }

        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + header.count + offset)
        bytes.append(number: UInt64(header.count))
        bytes += header
        for tensor in tensors { bytes.append(numbers: tensor.values) }
        return bytes
    }

    private enum Header: Encodable {
        case metadata([String: String])
        case tensor(shape: [Int], begin: Int, end: Int)

        private enum Key: String, CodingKey {
            case dtype, shape
            case dataOffsets = "data_offsets"
        }

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .metadata(let texts): try texts.encode(to: encoder)
            case .tensor(let shape, let begin, let end):
                var fields = encoder.container(keyedBy: Key.self)
                try fields.encode("F32", forKey: .dtype)
                try fields.encode(shape, forKey: .shape)
                try fields.encode([begin, end], forKey: .dataOffsets)
            }
        }
    }
}
