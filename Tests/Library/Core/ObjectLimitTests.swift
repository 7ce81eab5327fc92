import CPanSECB
import Foundation
import PanSECB
import Predictions
import Testing

/// Panoptic ids have room for 999 objects of a class.
@Suite struct ObjectLimitTests {
    @Test func aClassEndsAt999Objects() throws {
        // Objects of four pixels that stand side by side in the image, and far from each other in the space of
        // embeddings.
        let objects = 1100, width = 80, height = objects * 4 / 80, plane = width * height
        var offsetX: [Float] = [], offsetY: [Float] = []
        for pixel in 0..<plane {
            let object = pixel / 4
            let x = 0.04 * Double(object % 34 - 17), y = 0.04 * Double(object / 34 - 17)
            offsetX.append(Float(atanh(x - Double(pixel % width) * 2 / 2047)))
            offsetY.append(Float(atanh(y - Double(pixel / width) / 1023)))
        }
        let sigma = [Float](repeating: Float(log(log(2) / (0.01 * 0.01)) / 10), count: plane)
        let seeds = [Float](repeating: 2, count: plane)

        let architecture = Architecture(kind: .branchedERFNet, semanticChannels: 0, sigmas: 1, things: 1)
        let session = try Session.make(
            model: TestModel.load(architecture, things: [26]), maxWidth: width, maxHeight: height, threads: 1)
        var options = session.model.defaults
        options.seed_threshold = 0.5
        options.min_pixels = 0
        let outputs = RawOutputs(
            width: width, height: height, semantic: [], instance: [offsetX, offsetY, sigma, seeds].flatMap { $0 })
        let maps = try TestMaps.of(outputs, session, options: options)

        let ids: [UInt32] = Array(26_001...26_999)
        let expected: [UInt32] = (0..<plane).map { $0 / 4 < ids.count ? ids[$0 / 4] : 0 }
        #expect(maps.panoptic == expected)
        #expect(maps.segments.map(\.id) == ids)
        #expect(maps.segments.allSatisfy { $0.area == 4 })
    }
}
