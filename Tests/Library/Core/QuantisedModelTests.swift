import CPanSECB
import Checkpoints
import Foundation
import GoldenFiles
import Images
import PanSECB
import Predictions
import Quantisation
import Testing

/// Quantised models: the same bits on every level and for any number of threads, near the model in float, and nothing
/// that a wrong file could do.
@Suite struct QuantisedModelTests {
    private static let examples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../Examples/data")
    private static let photograph = examples.appendingPathComponent("dashcam.jpg").path

    /// The weights of the examples, quantised with their photograph.
    private static let file = Result { () throws -> [UInt8] in
        let path = examples.appendingPathComponent("streets.pansecb").path
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let quantiser = Quantiser(try ConvertedModel(weightFile: bytes, file: path))
        quantiser.calibrate(try Picture(contentsOf: photograph))
        return try quantiser.quantised().encoded(.float32)
    }

    private static func load(_ bytes: [UInt8]? = nil, _ cpu: pansecb_cpu = PANSECB_CPU_AUTO) throws -> Model {
        try (bytes ?? file.get()).withUnsafeBytes { try Model.load(bytes: $0, cpu: cpu) }
    }

    /// Sizes with odd sides, one row, and one pixel.
    private static let sizes = [(168, 104), (31, 9), (8, 8), (1, 1), (168, 1), (1, 104)]

    @Test func allLevelsAndThreadsGiveTheSameBits() throws {
        let scalar = try Self.load(nil, PANSECB_CPU_SCALAR)
        for (width, height) in Self.sizes {
            let image = TestImage(HashImage("quantised \(width)x\(height)", width: width, height: height))
            let expected = try Session.make(model: scalar, maxWidth: width, maxHeight: height, threads: 1)
                .outputs(image)
            for cpu in TestModel.levels {
                let model = try Self.load(nil, cpu)
                for threads in 1...3 {
                    let session = try Session.make(model: model, maxWidth: 168, maxHeight: 104, threads: threads)
                    let outputs = try session.outputs(image)
                    #expect(outputs.isIdentical(to: expected), "\(CPU.name(cpu)), \(width)x\(height), \(threads)")
                }
            }
        }
    }

    /// As for models in float: what is left out near no seed is not seen in the maps.
    @Test func mapsAreThoseOfTheWholeOutputs() throws {
        let picture = try Picture(contentsOf: Self.photograph)
        let image = TestImage(width: picture.width, height: picture.height, rgb: picture.pixels)
        var first: TestMaps?
        for cpu in TestModel.levels where cpu != PANSECB_CPU_SCALAR {
            let model = try Self.load(nil, cpu)
            let session = try Session.make(model: model, maxWidth: image.width, maxHeight: image.height, threads: 2)
            let outputs = try session.outputs(image), options = model.defaults
            let maps = try TestMaps.of(image, session, options: options)
            let difference = maps.difference(from: try TestMaps.of(outputs, session, options: options))
            #expect(difference == nil, "\(CPU.name(cpu)): \(difference ?? "")")
            #expect(maps == first ?? maps, "\(CPU.name(cpu))")
            first = maps
        }
        #expect(first.map { $0.segments.contains { $0.thing == 1 } } == true)
    }

    @Test func formatsOfTheSamePictureGiveTheSameBits() throws {
        let image = HashImage("formats", width: 41, height: 23), model = try Self.load()
        let session = try Session.make(model: model, maxWidth: 41, maxHeight: 23, threads: 1)
        let expected = try session.outputs(TestImage(image))
        for format in [PANSECB_BGR8, PANSECB_RGBA8, PANSECB_BGRA8, PANSECB_PLANAR_F32] {
            #expect(try session.outputs(TestImage(image, format)).isIdentical(to: expected), "\(format.rawValue)")
        }
    }

    /// What a number at a place of the file's first layer is changed to, with a right checksum.
    private static func changed(_ tensor: String, version: UInt32 = 3, to bytes: [UInt8]) throws -> [UInt8] {
        var file = try self.file.get()
        let row = try #require(try WeightFileListing(bytes: file).tensors.first { $0.name == tensor })
        file.replaceSubrange(row.offset..<row.offset + bytes.count, with: bytes)
        file.replaceSubrange(8..<12, with: withUnsafeBytes(of: version.littleEndian) { Array($0) })
        let sum = file.withUnsafeBytes(WeightFileLayout.checksum)
        file.replaceSubrange(12..<16, with: withUnsafeBytes(of: sum.littleEndian) { Array($0) })
        return file
    }

    private static func bytes(_ value: Float) -> [UInt8] {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
    }

    @Test(arguments: [0, -1, .nan, .infinity, 1e30, 1e-30, -.infinity] as [Float])
    func wrongStepsAreRefused(step: Float) throws {
        for tensor in ["encoder.layers.3.conv3x1_1.output_scale", "decoders.0.output_conv.weight_scale"] {
            let file = try Self.changed(tensor, to: Self.bytes(step))
            #expect { try Self.load(file) } throws: { error in
                "\((error as? Failure)?.text.description ?? "")".contains("\(tensor) has a step")
            }
        }
    }

    @Test func wrongNumbersAreRefused() throws {
        let lowest = try Self.changed("encoder.layers.3.conv3x1_1.weight", to: [0x80])
        #expect { try Self.load(lowest) } throws: { error in
            "\((error as? Failure)?.text.description ?? "")".contains("-128")
        }
        // A reader of version 2 takes the mark of quantised models for reserved bytes.
        let older = try Self.changed("encoder.layers.3.conv3x1_1.weight", version: 2, to: [1])
        #expect(throws: Failure.self) { try Self.load(older) }
        // Biases may be anything: results are bytes.
        for value in [Float.nan, .infinity, -.infinity, 3e38] {
            let file = try Self.changed("encoder.layers.3.conv3x1_1.bias", to: Self.bytes(value))
            let image = TestImage(HashImage("bias", width: 40, height: 24))
            var outputs: [RawOutputs] = []
            for cpu in TestModel.levels {
                let model = try Self.load(file, cpu)
                outputs.append(
                    try Session.make(model: model, maxWidth: 40, maxHeight: 24, threads: 1).outputs(image))
            }
            #expect(outputs.allSatisfy { $0.isIdentical(to: outputs[0]) }, "\(value)")
        }
    }
}
