import Foundation
import PanSECB

@testable import Checkpoints

/// Files beside the tests; Fixtures/make_fixtures.py writes them with PyTorch.
enum Fixture {
    static func path(_ name: String) -> String {
        Bundle.module.resourceURL!.appendingPathComponent("Fixtures").appendingPathComponent(name).path
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    /// Checkpoints that a reader must understand: file, and file of what it must find.
    static let readable = [
        "training_legacy.pth", "training_zip.pth", "types_legacy.pth", "types_zip.pth", "views_legacy.pth",
        "views_zip.pth",
        "version1_legacy.pth", "version1_zip.pth", "parameters_legacy.pth", "parameters_zip.pth",
        "protocol4_legacy.pth",
        "protocol4_zip.pth", "net_zip.pth", "zip64.pth", "types.safetensors",
    ]

    /// Files that must be refused, with the kind of error and words of it.
    static let refused: [(file: String, kind: CheckpointError.Kind, words: String)] = [
        ("hostile_legacy.pth", .refused, "posix.system"),
        ("hostile_zip.pth", .refused, "posix.system"),
        ("whole_model_legacy.pth", .refused, "__main__.Model"),
        ("whole_model_zip.pth", .refused, "state_dict()"),
        ("no_tensors_legacy.pth", .notThisNetwork, "\"epoch\", \"lr\""),
        ("no_tensors_zip.pth", .notThisNetwork, "no tensors"),
        ("quantised_zip.pth", .unsupported, "tensor.dequantize()"),
        ("quantised_legacy.pth", .unsupported, "tensor.dequantize()"),
        ("compressed.pth", .unsupported, "compressed"),
        ("big_endian.pth", .unsupported, "big-endian"),
        ("other.zip", .unknownFormat, "data.pkl"),
        ("make_fixtures.py", .unknownFormat, "neither a PyTorch file"),
    ]

    struct Expected: Decodable {
        struct Tensor: Decodable {
            let name: String
            let type: String
            let shape: [Int]
            let values: [Float]
        }
        let location: String
        let otherTensors: Int
        let tensors: [Tensor]
    }

    static func expected(_ file: String) throws -> Expected {
        let name = file.prefix { $0 != "." } + ".json"
        return try JSONDecoder().decode(Expected.self, from: Data(try bytes(String(name))))
    }
}
