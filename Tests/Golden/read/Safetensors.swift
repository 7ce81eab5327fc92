import Foundation

/// A golden file. It holds types that are no concern of checkpoints, so that tests read it on their own.
package struct Safetensors {
    package let metadata: [String: String]
    private let tensors: [String: Tensor]
    private let data: Data

    private struct Tensor: Decodable {
        let dtype: String
        let shape: [Int]
        let data_offsets: [Int]
    }

    private enum Entry: Decodable {
        case tensor(Tensor)
        case metadata([String: String])

        init(from decoder: any Decoder) throws {
            if let tensor = try? Tensor(from: decoder) {
                self = .tensor(tensor)
            } else {
                self = .metadata(try [String: String](from: decoder))
            }
        }
    }

    package init(_ url: URL) throws {
        let bytes = try Data(contentsOf: url)
        let headerSize = Int(bytes.withUnsafeBytes { UInt64(littleEndian: $0.load(as: UInt64.self)) })
        let header = try JSONDecoder().decode([String: Entry].self, from: bytes[8..<8 + headerSize])
        var metadata: [String: String] = [:], tensors: [String: Tensor] = [:]
        for (name, entry) in header {
            switch entry {
            case .tensor(let tensor): tensors[name] = tensor
            case .metadata(let texts): metadata = texts
            }
        }
        self.metadata = metadata
        self.tensors = tensors
        data = Data(bytes[(8 + headerSize)...])
    }

    package var names: [String] { tensors.keys.sorted() }

    package func shape(_ name: String) -> [Int]? { tensors[name]?.shape }

    /// The elements, the last dimension fastest; nil if there is no such tensor, or of another type.
    package func floats(_ name: String) -> [Float]? {
        values(name, "F32", of: UInt32.self)?.map { Float(bitPattern: $0) }
    }
    package func int8(_ name: String) -> [Int8]? { values(name, "I8", of: Int8.self) }
    package func uint16(_ name: String) -> [UInt16]? { values(name, "U16", of: UInt16.self) }
    package func int32(_ name: String) -> [Int32]? { values(name, "I32", of: Int32.self) }

    private func values<Integer: FixedWidthInteger>(_ name: String, _ dtype: String, of type: Integer.Type)
        -> [Integer]?
    {
        guard let tensor = tensors[name], tensor.dtype == dtype else { return nil }
        return data.withUnsafeBytes { bytes in
            stride(from: tensor.data_offsets[0], to: tensor.data_offsets[1], by: MemoryLayout<Integer>.size).map {
                Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Integer.self))
            }
        }
    }
}

/// All golden files of a folder of `Tests/Golden/data`, by name.
package func goldenFiles(_ folder: String) -> [URL] {
    let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let files = try? FileManager.default.contentsOfDirectory(
        at: golden.appendingPathComponent("data/\(folder)"), includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension == "safetensors" }.sorted { $0.path < $1.path }
}
