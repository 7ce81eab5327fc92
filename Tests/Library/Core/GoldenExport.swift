import CPanSECB
import Foundation
import PanSECB
import Testing

/// Writes the goldens of networks and of clustering, and the weight files that they need, into the folder
/// PANSECB_EXPORT_GOLDENS as plain numbers: for Tests/Library/AArch64/golden.c, on processors for which there is an
/// Embedded library only.
@Suite(.enabled(if: exportFolder != nil)) struct GoldenExport {
    @Test func everything() throws {
        guard let folder = exportFolder else { return }
        // Lines of kind, weight file, golden.
        var list = "", models: [String: String] = [:]
        func add(
            _ kind: String, name: String, golden: Data, architecture: Architecture, stuff: [Int],
            things: [Int]
        ) throws {
            let weights = "\(architecture) \(stuff) \(things)", model = models[weights] ?? "\(models.count).pansecb"
            if models[weights] == nil {
                models[weights] = model
                try Data(TestModel.weightFile(architecture, stuff: stuff, things: things)).write(
                    to: folder.appendingPathComponent(model))
            }
            try golden.write(to: folder.appendingPathComponent("\(name).golden"))
            list += "\(kind) \(model) \(name).golden\n"
        }
        for golden in NetworkGolden.all {
            try add(
                "network", name: golden.name, golden: golden.plain, architecture: golden.architecture,
                stuff: golden.stuff, things: golden.things)
        }
        for golden in ClusterGolden.all {
            let model = try golden.session().model
            try add(
                "clusters", name: golden.name, golden: golden.plain(model), architecture: golden.architecture,
                stuff: golden.stuff, things: golden.things)
        }
        try Data(list.utf8).write(to: folder.appendingPathComponent("list"))
    }
}

private let exportFolder = ProcessInfo.processInfo.environment["PANSECB_EXPORT_GOLDENS"].map {
    URL(fileURLWithPath: $0, isDirectory: true)
}

extension NetworkGolden {
    /// Width, height, steps between stored rows and columns; stored outputs; the image's pixels.
    fileprivate var plain: Data {
        var data = Data()
        for number in [image.width, image.height, rowStep, columnStep] { data.append(UInt32(number)) }
        for name in ["semantic", "instance"] {
            for value in expected(name) ?? [] { data.append(value.bitPattern) }
        }
        return data + image.rgb
    }
}

extension ClusterGolden {
    /// Width, height, number of option sets; the network's outputs; for each set its options and the panoptic map.
    fileprivate func plain(_ model: Model) throws -> Data {
        var data = Data()
        for number in [width, height, results.count] { data.append(UInt32(number)) }
        for value in outputs.semantic + outputs.instance { data.append(value.bitPattern) }
        for result in results {
            let options = try result.options(model)
            for value in [
                options.seed_threshold, options.mask_threshold, options.claim_threshold, options.unclaimed_share,
            ] {
                data.append(value.bitPattern)
            }
            data.append(options.min_pixels)
            for id in result.panoptic { data.append(id) }
        }
        return data
    }
}

extension Data {
    fileprivate mutating func append(_ number: UInt32) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}
