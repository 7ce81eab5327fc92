import CPanSECB
import Foundation
import GoldenFiles
import PanSECB
import Predictions

/// A file of `Tests/Golden/data/clusters`: made-up outputs and what the reference's clustering makes of them.
struct ClusterGolden: CustomStringConvertible {
    let name: String
    let architecture: Architecture
    let stuff: [Int]
    let things: [Int]
    let width: Int
    let height: Int
    let outputs: RawOutputs
    /// One for each set of options.
    let results: [Result]

    struct Result {
        /// Options that differ from the published ones.
        let options: [String: String]
        let panoptic: [UInt32]
        /// In order of discovery.
        let objects: [Object]
    }

    struct Object {
        let id: UInt32
        let score: Float
        let bandwidths: (Float, Float)
    }

    var description: String { name }

    static let all = goldenFiles("clusters").map { try! ClusterGolden($0) }

    private init(_ url: URL) throws {
        let file = try Safetensors(url)
        func labels(_ key: String) -> [Int] { (file.metadata[key] ?? "").split(separator: " ").compactMap { Int($0) } }
        func scaled(_ name: String) throws -> [Float] {
            guard let integers = file.int8(name), let exponent = file.metadata["\(name)_exponent"].flatMap({ Int($0) })
            else {
                throw Surprise("\(url.path) has no \(name)")
            }
            return integers.map { Float(sign: .plus, exponent: exponent, significand: Float($0)) }
        }
        guard let shape = file.shape("seeds"), let sigmas = file.shape("sigmas") else {
            throw Surprise("\(url.path) has no seeds")
        }
        name = url.deletingPathExtension().lastPathComponent
        stuff = labels("stuff")
        things = labels("things")
        height = shape[1]
        width = shape[2]
        architecture = Architecture(
            kind: stuff.isEmpty ? .branchedERFNet : .panSECB, semanticChannels: stuff.isEmpty ? 0 : stuff.count + 2,
            sigmas: sigmas[0],
            things: things.count)
        outputs = RawOutputs(
            width: width, height: height,
            semantic: stuff.isEmpty ? [] : try scaled("semantic"),
            instance: try scaled("offsets") + scaled("sigmas") + scaled("seeds"))
        results = try (0..<(Int(file.metadata["sets"] ?? "") ?? 0)).map { try Result(file, set: $0) }
    }

    func session(cpu: pansecb_cpu = PANSECB_CPU_AUTO, maxWidth: Int? = nil, maxHeight: Int? = nil) throws -> Session {
        try Session.make(
            model: TestModel.load(architecture, stuff: stuff, things: things, cpu: cpu), maxWidth: maxWidth ?? width,
            maxHeight: maxHeight ?? height, threads: 1)
    }
}

extension ClusterGolden.Result {
    fileprivate init(_ file: Safetensors, set: Int) throws {
        guard let panoptic = file.uint16("\(set).panoptic"), let ids = file.int32("\(set).ids"),
            let scores = file.floats("\(set).scores"),
            let bandwidths = file.floats("\(set).bandwidths")
        else { throw Surprise("set \(set) is not complete") }
        self.panoptic = panoptic.map { UInt32($0) }
        objects = ids.indices.map {
            ClusterGolden.Object(
                id: UInt32(ids[$0]), score: scores[$0], bandwidths: (bandwidths[2 * $0], bandwidths[2 * $0 + 1]))
        }
        let prefix = "\(set)."
        options = Dictionary(
            uniqueKeysWithValues: file.metadata.filter { $0.key.hasPrefix(prefix) }.map {
                (String($0.key.dropFirst(prefix.count)), $0.value)
            })
    }

    /// The published defaults but for the options of this set.
    func options(_ model: Model) throws -> pansecb_options {
        var all = model.defaults
        all.seed_threshold = 0.5  // a model for objects only brings a higher one
        for (name, text) in options {
            guard let value = Float(text) else { throw Surprise("\(name) is \(text)") }
            switch name {
            case "seed_threshold": all.seed_threshold = value
            case "mask_threshold": all.mask_threshold = value
            case "claim_threshold": all.claim_threshold = value
            case "unclaimed_share": all.unclaimed_share = value
            case "min_pixels": all.min_pixels = UInt32(value)
            default: throw Surprise("\(name) is no option")
            }
        }
        return all
    }
}
