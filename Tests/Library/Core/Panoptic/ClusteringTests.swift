import CPanSECB
import Foundation
import KernelChecks
import Predictions
import Testing

@testable import PanSECB

/// Clustering against the sequential method, bit for bit, above all where it is hard.
@Suite struct ClusteringTests {
    /// What `Clustering` makes of outputs.
    struct Found {
        let map: [UInt16]
        let objects: [SequentialClustering.Object]
        let attempts: Int
        let isCutShort: Bool

        init(_ outputs: RawOutputs, _ model: Model, _ options: pansecb_options, workBeforeSorting: Int) {
            let pixels = outputs.pixels, memory = Guarded<UInt8>(Candidates.bytes(pixels))
            let objects = TestObjects(model.architecture, pixels: pixels)
            var candidates = Candidates(memory.start, pixels: pixels), map = [UInt16](repeating: 7, count: pixels)
            let attempts = outputs.instance.withUnsafeBufferPointer { maps in
                Clustering(
                    model: model, kernels: model.kernels, thresholds: Thresholds(options, model.kernels),
                    width: outputs.width, height: outputs.height, outputs: .maps(maps.baseAddress!),
                    keepsHigherScore: options.merge == PANSECB_MERGE_COMPLETE, workBeforeSorting: workBeforeSorting
                ).run(&objects.table, &candidates, map: &map)
            }
            self.map = map
            self.objects = (0..<objects.table.count).map {
                let object = objects.table.objects[$0]
                return SequentialClustering.Object(
                    id: object.id, score: object.score, bandwidths: [object.bandwidthX, object.bandwidthY])
            }
            self.attempts = attempts.made
            isCutShort = attempts.isCutShort
            #expect(memory.guardsHold)
        }

        func expectEqual(to expected: SequentialClustering, _ comment: String) {
            #expect(map == expected.map, "\(comment)")
            #expect(objects == expected.objects, "\(comment)")
            #expect(attempts == expected.attempts && isCutShort == expected.isCutShort, "\(comment)")
        }
    }

    private static func model(sigmas: Int = 2, things: Int, cpu: pansecb_cpu = PANSECB_CPU_AUTO) throws -> Model {
        try TestModel.load(
            Architecture(kind: .branchedERFNet, semanticChannels: 0, sigmas: sigmas, things: things), cpu: cpu)
    }

    private static func options(_ model: Model, _ change: (inout pansecb_options) -> Void = { _ in }) -> pansecb_options
    {
        var options = model.defaults
        (options.seed_threshold, options.mask_threshold, options.claim_threshold) = (0.5, 0.5, 0.5)
        (options.unclaimed_share, options.min_pixels, options.merge) = (0.5, 20, PANSECB_MERGE_REFERENCE)
        change(&options)
        return options
    }

    /// Sorted at once, where it pays, and never.
    private static let workBeforeSorting = [0, 128, Int.max >> 32]

    @Test(arguments: HardOutputs.allCases, [1, 2])
    func hardOutputsGiveTheSequentialObjects(hard: HardOutputs, things: Int) throws {
        let model = try Self.model(things: things)
        let outputs = hard.outputs(width: 53, height: 37, model.architecture, classes: things)
        for merge in [PANSECB_MERGE_REFERENCE, PANSECB_MERGE_COMPLETE] {
            let options = Self.options(model) { $0.merge = merge }
            let expected = SequentialClustering(outputs, model, options)
            #expect(expected.attempts >= things)
            for work in Self.workBeforeSorting {
                Found(outputs, model, options, workBeforeSorting: work).expectEqual(to: expected, "\(merge), \(work)")
            }
        }
    }

    @Test(arguments: HardOutputs.allCases)
    func moreLevelsOfBoxes(hard: HardOutputs) throws {
        let model = try Self.model(things: 1)
        let outputs = hard.outputs(width: 96, height: 48, model.architecture, classes: 1)
        let options = Self.options(model), expected = SequentialClustering(outputs, model, options)
        Found(outputs, model, options, workBeforeSorting: 128).expectEqual(to: expected, "\(hard)")
    }

    /// Few and many pixels an object, objects of which little or much must be free, high and low seeds.
    @Test(arguments: [HardOutputs.small, .mixedScattered, .ring, .stacked, .street])
    func allThresholds(hard: HardOutputs) throws {
        let model = try Self.model(sigmas: 1, things: 2)
        let outputs = hard.outputs(width: 53, height: 37, model.architecture, classes: 2)
        for share in [0, 0.001, 0.3, 0.9, 0.9999] as [Float] {
            for (minPixels, seed, claim) in [(0, 0, 0), (1, 0.99, 0.2), (60, 0.97, 0.9), (700, 0, 0.01)]
                as [(UInt32, Float, Float)]
            {
                let options = Self.options(model) {
                    ($0.unclaimed_share, $0.min_pixels, $0.merge) = (share, minPixels, PANSECB_MERGE_COMPLETE)
                    ($0.seed_threshold, $0.claim_threshold) = (seed, claim)
                }
                let expected = SequentialClustering(outputs, model, options)
                for work in [0, 128] {
                    Found(outputs, model, options, workBeforeSorting: work).expectEqual(
                        to: expected, "share \(share), \(minPixels) pixels")
                }
            }
        }
    }

    /// Every level of kernels, and one thread or two: maps and table of whole frames.
    @Test(arguments: TestModel.levels, [HardOutputs.tinyScattered, .small, .thinScattered, .notNumbers, .street])
    func framesHaveTheSequentialObjects(cpu: pansecb_cpu, hard: HardOutputs) throws {
        let model = try Self.model(things: 2, cpu: cpu), options = Self.options(model)
        let outputs = hard.outputs(width: 53, height: 37, model.architecture, classes: 2)
        let expected = SequentialClustering(outputs, model, options)
        let instances = expected.map.map { $0 == Clustering.unclaimed ? 0 : UInt32($0) }
        for threads in [1, 2] {
            let session = try Session.make(model: model, maxWidth: 60, maxHeight: 40, threads: threads)
            for _ in 0..<2 {
                let maps = try TestMaps.of(outputs, session, options: options)
                #expect(maps.instances == instances)
                let visible = expected.objects.enumerated().filter { instances.contains(UInt32($0.offset + 1)) }
                #expect(maps.segments.map(\.id) == visible.map(\.element.id))
                #expect(maps.segments.map(\.score) == visible.map(\.element.score))
                #expect(maps.segments.map { [$0.sigma.0, $0.sigma.1] } == visible.map(\.element.bandwidths))
            }
        }
    }

    // MARK: the decision

    /// An object of `others` pixels, and after it one that covers them and `own` pixels of its own.
    private static func overlap(own: Int, others: Int) -> RawOutputs {
        let pixels = own + others
        func offset(_ x: Double, _ pixel: Int) -> Float { Float(atanh(x - Double(pixel) * PixelGrid.stepX)) }
        let x = (0..<pixels).map { offset($0 < others ? 0.1 : 0.3, $0) }, y = [Float](repeating: 0, count: pixels)
        let small = Float(log(log(2) / (0.01 * 0.01)) / 10), large = Float(log(log(2) / (0.25 * 0.25)) / 10)
        let sigma = (0..<pixels).map { $0 < others ? small : large }
        let seeds = (0..<pixels).map { $0 < others ? Float(3) : 2 }
        return RawOutputs(width: pixels, height: 1, semantic: [], instance: x + y + sigma + seeds)
    }

    /// The centre is not free: of own + others pixels, own - 1 are.
    @Test(arguments: [
        (200, 196), (200, 197), (200, 198), (200, 199), (200, 200), (3, 0), (2, 0), (500, 497), (500, 498),
    ])
    func theShareDecidesAtItsEdge(own: Int, others: Int) throws {
        let model = try Self.model(sigmas: 1, things: 1), outputs = Self.overlap(own: own, others: others)
        let options = Self.options(model) { $0.min_pixels = 0 },
            expected = SequentialClustering(outputs, model, options)
        let isKept = others < own - 2
        #expect(expected.objects.count == (others > 0 ? 1 : 0) + (isKept ? 1 : 0))
        for work in Self.workBeforeSorting {
            Found(outputs, model, options, workBeforeSorting: work).expectEqual(to: expected, "\(own), \(others)")
        }
    }

    @Test(arguments: [(149, true), (150, false), (151, false)])
    func theMinimumDecidesAtItsEdge(minPixels: Int, isKept: Bool) throws {
        let model = try Self.model(sigmas: 1, things: 1), outputs = Self.overlap(own: 400, others: 150)
        let options = Self.options(model) { $0.min_pixels = UInt32(minPixels) }
        let expected = SequentialClustering(outputs, model, options)
        #expect(expected.objects.count == (isKept ? 2 : 1))
        for work in Self.workBeforeSorting {
            Found(outputs, model, options, workBeforeSorting: work).expectEqual(to: expected, "\(minPixels)")
        }
    }

    // MARK: the bound

    /// The search ends after as many attempts as it may make, over all classes, and says so only if it had to.
    @Test func attemptsAreBounded() throws {
        let model = try Self.model(things: 2)
        let outputs = HardOutputs.smallScattered.outputs(width: 53, height: 37, model.architecture, classes: 2)
        let needed = SequentialClustering(outputs, model, Self.options(model)).attempts
        #expect(needed > 200)
        for most in [1, 2, needed / 3, needed - 1, needed, needed + 1] {
            let options = Self.options(model) { $0.max_attempts = UInt32(most) }
            let expected = SequentialClustering(outputs, model, options)
            #expect(expected.attempts == min(most, needed) && expected.isCutShort == (most < needed))
            for work in Self.workBeforeSorting {
                Found(outputs, model, options, workBeforeSorting: work).expectEqual(to: expected, "\(most)")
            }
        }
    }

    /// Without a number the bound is the usual one.
    @Test func theUsualBoundIsReached() throws {
        let model = try Self.model(sigmas: 1, things: 1), side = 150
        let outputs = HardOutputs.tiny.outputs(width: side, height: side, model.architecture, classes: 1)
        #expect(side * side > Int(PANSECB_USUAL_ATTEMPTS))
        let found = Found(outputs, model, Self.options(model), workBeforeSorting: 128)
        #expect(found.attempts == Int(PANSECB_USUAL_ATTEMPTS) && found.isCutShort)
        let all = Found(
            outputs, model, Self.options(model) { $0.max_attempts = .max }, workBeforeSorting: 128)
        #expect(all.attempts == side * side - 20 && !all.isCutShort)
        #expect(all.map == found.map && all.objects.isEmpty)
    }
}
