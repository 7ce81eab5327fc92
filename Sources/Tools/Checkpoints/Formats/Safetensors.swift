import Foundation

/// safetensors: the size of a header in JSON, the header (each tensor's type, shape and place), the data.
enum Safetensors {
    /// The format's own limit.
    private static let maxHeaderBytes = 100_000_000

    static func recognises(_ bytes: [UInt8]) -> Bool {
        var reader = ByteReader(bytes)
        guard let length = try? reader.u64(), length >= 2, length <= maxHeaderBytes, bytes.count > 8 else {
            return false
        }
        return bytes[8] == UInt8(ascii: "{")
    }

    static func read(_ bytes: [UInt8], file: String) throws(CheckpointError) -> Checkpoint {
        var reader = ByteReader(bytes)
        let header = try parse(bytes[try reader.take(try reader.u64())])
        let data = reader.position
        var tensors: [CheckpointTensor] = []
        for (name, entry) in header.entries.sorted(by: { ($0.value.begin, $0.key) < ($1.value.begin, $1.key) }) {
            guard let type = elementTypes[entry.dtype] else {
                throw CheckpointError(
                    .unsupported, tensor: name, "its type \(entry.dtype.debugDescription) is not known")
            }
            guard entry.begin >= 0, entry.begin <= entry.end, entry.end <= bytes.count - data else {
                throw CheckpointError(
                    .damaged, tensor: name, "its data lies outside the file", fix: "Copy or download the file again")
            }
            let tensor = try CheckpointTensor(
                name: name, shape: entry.shape, elementType: type, file: bytes,
                storage: data + entry.begin..<data + entry.end)
            guard tensor.count * type.size == entry.end - entry.begin else {
                throw CheckpointError(.damaged, tensor: name, "its data has not the size of its shape \(entry.shape)")
            }
            tensors.append(tensor)
        }
        return Checkpoint(
            file: file, format: .safetensors, location: "", tensors: tensors, otherTensors: 0, metadata: header.metadata
        )
    }

    private static func parse(_ header: ArraySlice<UInt8>) throws(CheckpointError) -> Header {
        do {
            return try JSONDecoder().decode(Header.self, from: Data(header))
        } catch {
            throw CheckpointError(
                .damaged, "the header of the safetensors file is not legal", fix: "Copy or download the file again")
        }
    }

    private struct Entry: Decodable {
        let dtype: String
        let shape: [Int]
        let begin: Int
        let end: Int

        private enum Key: String, CodingKey {
            case dtype, shape
            case dataOffsets = "data_offsets"
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: Key.self)
            dtype = try fields.decode(String.self, forKey: .dtype)
            shape = try fields.decode([Int].self, forKey: .shape)
            let offsets = try fields.decode([Int].self, forKey: .dataOffsets)
            guard offsets.count == 2 else {
                throw DecodingError.dataCorruptedError(
                    forKey: .dataOffsets, in: fields, debugDescription: "not two offsets")
            }
            (begin, end) = (offsets[0], offsets[1])
        }
    }

    private struct Header: Decodable {
        var entries: [String: Entry] = [:]
        var metadata: [String: String] = [:]

        private struct Name: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: Name.self)
            for name in fields.allKeys {
                if name.stringValue == "__metadata__" {
                    metadata = try fields.decode([String: String].self, forKey: name)
                } else {
                    entries[name.stringValue] = try fields.decode(Entry.self, forKey: name)
                }
            }
        }
    }

    private static let elementTypes: [String: ElementType] = [
        "F16": .float16, "BF16": .bfloat16, "F32": .float32, "F64": .float64,
        "I64": .other(name: "i64", size: 8), "I32": .other(name: "i32", size: 4), "I16": .other(name: "i16", size: 2),
        "I8": .other(name: "i8", size: 1), "U64": .other(name: "u64", size: 8), "U32": .other(name: "u32", size: 4),
        "U16": .other(name: "u16", size: 2), "U8": .other(name: "u8", size: 1), "BOOL": .other(name: "bool", size: 1),
        "F8_E4M3": .other(name: "f8_e4m3", size: 1), "F8_E5M2": .other(name: "f8_e5m2", size: 1),
        "C64": .other(name: "c64", size: 8),
    ]
}
