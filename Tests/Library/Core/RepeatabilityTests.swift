import CPanSECB
import GoldenFiles
import PanSECB
import Predictions
import Testing

/// Results hang on image, model and CPU level only: not on threads, nor on the frames before.
@Suite struct RepeatabilityTests {
    private static let sizes = [
        (168, 104), (17, 13), (1, 1), (72, 40), (31, 9), (8, 8), (168, 104), (24, 16), (168, 1), (1, 104),
    ]

    private static func image(_ size: (width: Int, height: Int)) -> TestImage {
        TestImage(HashImage("frame \(size.width)x\(size.height)", width: size.width, height: size.height))
    }

    /// Each frame in a session of its own, of its very size.
    private static func expected(_ model: Model) throws -> [RawOutputs] {
        try sizes.map { try Session.make(model: model, maxWidth: $0.0, maxHeight: $0.1, threads: 1).outputs(image($0)) }
    }

    @Test(arguments: TestModel.levels)
    func framesOfManySizesGoThroughOneSession(cpu: pansecb_cpu) throws {
        let model = try TestModel.load(cpu: cpu), expected = try Self.expected(model)
        for threads in 1...3 {
            let session = try Session.make(model: model, maxWidth: 168, maxHeight: 104, threads: threads)
            for _ in 0..<2 {
                for (size, expected) in zip(Self.sizes, expected) {
                    let outputs = try session.outputs(Self.image(size))
                    #expect(outputs.isIdentical(to: expected), "\(size), \(threads) threads")
                }
            }
        }
    }

    @Test(arguments: TestModel.levels)
    func mapsAreEqualForAllThreads(cpu: pansecb_cpu) throws {
        let model = try TestModel.load(cpu: cpu), image = Self.image((168, 104))
        var first: TestMaps?
        for threads in 1...3 {
            let session = try Session.make(model: model, maxWidth: 200, maxHeight: 120, threads: threads)
            for _ in 0..<3 {
                let maps = try TestMaps.of(image, session, options: Self.manyObjects(model))
                #expect(maps == first ?? maps, "\(threads) threads")
                first = maps
            }
        }
    }

    /// Any output is written alone as it is with the other.
    @Test func outputsAreIndependent() throws {
        let session = try Session.make(model: TestModel.load(), maxWidth: 40, maxHeight: 24, threads: 1)
        let image = Self.image((40, 24)), both = try session.outputs(image)
        var alone = RawOutputs(
            width: both.width, height: both.height, semantic: both.semantic.map { _ in .nan },
            instance: both.instance.map { _ in .nan })
        try image.withImage { image in
            try alone.semantic.withUnsafeMutableBufferPointer {
                try session.forward(image, semantic: $0.baseAddress, instance: nil)
            }
            try alone.instance.withUnsafeMutableBufferPointer {
                try session.forward(image, semantic: nil, instance: $0.baseAddress)
            }
            try session.forward(image, semantic: nil, instance: nil)
        }
        #expect(alone.isIdentical(to: both))
    }

    private static let architectures = [
        TestModel.cityscapes,
        Architecture(kind: .panSECB, semanticChannels: 13, sigmas: 2, things: 8),
        Architecture(kind: .branchedERFNet, semanticChannels: 0, sigmas: 1, things: 1),
        Architecture(kind: .erfNet, semanticChannels: 20, sigmas: 0, things: 0),
    ]

    /// The whole task gives what the network and then the clustering of its outputs give.
    @Test(arguments: TestModel.levels, architectures)
    func segmentingIsForwardAndClustering(cpu: pansecb_cpu, architecture: Architecture) throws {
        let stuff = architecture.kind == .erfNet ? Array(1...20) : TestModel.stuffLabels
        let things = Array(TestModel.thingLabels.prefix(architecture.things))
        let session = try Session.make(
            model: TestModel.load(architecture, stuff: stuff, things: things, cpu: cpu), maxWidth: 168, maxHeight: 104,
            threads: 2)
        let options = Self.manyObjects(session.model)
        for size in [(168, 104), (31, 9), (72, 40)] {
            let image = Self.image(size), outputs = try session.outputs(image)
            let whole = try TestMaps.of(image, session, options: options)
            let parts = try TestMaps.of(outputs, session, options: options)
            #expect(whole.isEqualButForConfidence(to: parts))
            #expect(zip(whole.confidence, parts.confidence).allSatisfy { abs($0 - $1) < 1e-6 })
            if size == (168, 104), architecture.things > 0 {
                #expect(whole.segments.contains { $0.thing == 1 }, "there should be an object to look at")
            }
        }
    }

    /// Options with which the noise of made-up weights holds objects.
    private static func manyObjects(_ model: Model) -> pansecb_options {
        var options = model.defaults
        options.min_pixels = 4
        options.seed_threshold = 0.5
        return options
    }
}
