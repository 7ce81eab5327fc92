import CPanSECB
import Foundation
import GoldenFiles
import PanSECB
import Predictions

/// A file of `Tests/Golden/data/network`: what the reference makes of one image.
struct NetworkGolden: CustomStringConvertible {
    let name: String
    let architecture: Architecture
    let image: HashImage
    /// The stored outputs are every so manyth row and column.
    let rowStep: Int
    let columnStep: Int
    /// Sums that tell whether weights and image are those that the reference had.
    let weightSum: UInt64
    let imageSum: Int
    let file: Safetensors

    var description: String { name }

    static let all = goldenFiles("network").map { try! NetworkGolden($0) }

    static let onePerArchitecture = all.enumerated().filter { index, golden in
        all.firstIndex { $0.architecture == golden.architecture } == index
    }.map(\.element)

    static func named(_ name: String) throws -> NetworkGolden {
        guard let golden = all.first(where: { $0.name == name }) else { throw Surprise("there is no golden \(name)") }
        return golden
    }

    private init(_ url: URL) throws {
        let file = try Safetensors(url)
        func number(_ key: String) throws -> Int {
            guard let number = file.metadata[key].flatMap({ Int($0) }) else {
                throw Surprise("\(url.path) has no number \(key)")
            }
            return number
        }
        let kinds: [String: ArchitectureKind] = [
            "PanSECB": .panSECB, "BranchedERFNet": .branchedERFNet, "ERFNet": .erfNet,
        ]
        guard let kind = kinds[file.metadata["architecture"] ?? ""] else {
            throw Surprise("\(url.path) has no architecture")
        }
        architecture = Architecture(
            kind: kind, semanticChannels: try number("semantic"), sigmas: kind == .erfNet ? 0 : try number("sigmas"),
            things: try number("things"),
            width: file.metadata["width_quarters"] == nil ? 4 : try number("width_quarters"))
        name = url.deletingPathExtension().lastPathComponent
        let words = name.split(separator: "_")
        image = HashImage(
            words.dropLast().joined(separator: "_") + " " + words.last!, width: try number("width"),
            height: try number("height"))
        rowStep = try number("row_step")
        columnStep = try number("column_step")
        weightSum = UInt64(file.metadata["weights"] ?? "") ?? 0
        imageSum = try number("image")
        self.file = file
    }

    // Of class tables, the network's outputs are independent.
    var stuff: [Int] { (0..<max(architecture.semanticChannels - (architecture.things > 0 ? 2 : 0), 0)).map { 1 + $0 } }
    var things: [Int] { (0..<architecture.things).map { 100 + $0 } }

    func model(cpu: pansecb_cpu = PANSECB_CPU_AUTO) throws -> Model {
        try TestModel.load(architecture, stuff: stuff, things: things, cpu: cpu)
    }

    func session(cpu: pansecb_cpu = PANSECB_CPU_AUTO, threads: Int = 1) throws -> Session {
        try Session.make(model: model(cpu: cpu), maxWidth: image.width, maxHeight: image.height, threads: threads)
    }

    /// The largest difference of the outputs from the reference's, as a share of its largest value in the same output.
    func difference(_ outputs: RawOutputs) -> Float {
        max(difference("semantic", outputs.semantic), difference("instance", outputs.instance))
    }

    /// What is stored of an output, nil if the network has none of this name.
    func expected(_ name: String) -> [Float]? { file.floats(name) }

    private func difference(_ name: String, _ values: [Float]) -> Float {
        guard let expected = expected(name) else { return values.isEmpty ? 0 : .infinity }
        return largestDifference(image.everyNth(rowStep, columnStep, of: values), expected)
    }
}

/// The largest difference as a share of the largest expected value; infinite if a value is missing or no number.
func largestDifference(_ values: [Float], _ expected: [Float]) -> Float {
    guard values.count == expected.count else { return .infinity }
    var largest: Float = 0, scale = Float.leastNormalMagnitude
    for (value, expected) in zip(values, expected) {
        guard value.isFinite else { return .infinity }
        largest = max(largest, abs(value - expected))
        scale = max(scale, abs(expected))
    }
    return largest / scale
}
