import CPanSECB
import Foundation
import Images
import PanSECB
import Testing

/// The second decoder runs only near pixels with seeds, and its head only at them. Nobody may see that in the results.
@Suite struct SparseDecoderTests {
    private static let data = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "../../../Examples/data")

    /// A photograph with a few small objects, so that most of it is left out; from the threshold at which a handful of
    /// pixels counts to the one at which half of the picture does.
    @Test(arguments: TestModel.levels.filter { $0 != PANSECB_CPU_SCALAR })
    func aPhotographGivesWhatItsWholeOutputsGive(cpu: pansecb_cpu) throws {
        let model = try Model.load(path: Self.data.appendingPathComponent("streets.pansecb").path, cpu: cpu)
        let picture = try Picture(contentsOf: Self.data.appendingPathComponent("dashcam.jpg").path)
        let image = TestImage(width: picture.width, height: picture.height, rgb: picture.pixels)
        let session = try Session.make(model: model, maxWidth: picture.width, maxHeight: picture.height, threads: 2)
        let outputs = try session.outputs(image)
        var objects: [Int] = []
        for (threshold, minPixels) in [(0.9, 20), (0.7, 128), (0.5, 128), (0.1, 128), (0.01, 0)] as [(Float, UInt32)] {
            var options = model.defaults
            options.seed_threshold = 0.5
            options.mask_threshold = threshold
            options.merge = PANSECB_MERGE_REFERENCE
            options.min_pixels = minPixels
            // What an earlier frame left in the arena must not matter, not even if it was not a number.
            try Self.poison(session, width: image.width, height: image.height)
            let sparse = try TestMaps.of(image, session, options: options)
            let whole = try TestMaps.of(outputs, session, options: options)
            let difference = sparse.difference(from: whole)
            #expect(difference == nil, "threshold \(threshold): \(difference ?? "")")
            objects.append(sparse.segments.count { $0.thing == 1 })
            options.merge = PANSECB_MERGE_COMPLETE
            try Self.poison(session, width: image.width, height: image.height)
            let completeWhole = try TestMaps.of(outputs, session, options: options)
            let complete = try TestMaps.of(image, session, options: options).difference(from: completeWhole)
            #expect(complete == nil, "complete, threshold \(threshold): \(complete ?? "")")
        }
        #expect(objects[0] < objects[2] && objects[2] >= 2, "\(objects)")
    }

    private static func poison(_ session: Session, width: Int, height: Int) throws {
        let nothing = [Float](repeating: .nan, count: 3 * width * height)
        try nothing.withUnsafeBufferPointer {
            try session.forward(
                pansecb_image_planar($0.baseAddress, UInt32(width), UInt32(height)), semantic: nil, instance: nil)
        }
    }

    /// Without seeds the second decoder does not run at all.
    @Test func nothingToFindTakesNoTime() throws {
        let model = try Model.load(path: Self.data.appendingPathComponent("streets.pansecb").path)
        let session = try Session.make(model: model, maxWidth: 64, maxHeight: 48, threads: 1)
        let grey = TestImage(width: 64, height: 48, rgb: [UInt8](repeating: 128, count: 3 * 64 * 48))
        var options = model.defaults
        options.min_pixels = 64 * 48
        let maps = try TestMaps.of(grey, session, options: options)
        #expect(maps.segments.allSatisfy { $0.thing == 0 })
        #expect(session.timings.instance == 0 && session.timings.encoder > 0)
    }
}
