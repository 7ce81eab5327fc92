import CPanSECB
import PanSECB
import Testing

/// Clustering of made-up outputs against the PyTorch reference's.
@Suite struct GoldenClusterTests {
    @Test func goldensAreThere() {
        #expect(ClusterGolden.all.count >= 12)
    }

    @Test(arguments: TestModel.levels, ClusterGolden.all)
    func mapsAreTheReferences(cpu: pansecb_cpu, golden: ClusterGolden) throws {
        let session = try golden.session(cpu: cpu)
        for (set, expected) in golden.results.enumerated() {
            let maps = try golden.maps(session, expected)
            let wrong = zip(maps.panoptic, expected.panoptic).enumerated().filter { $1.0 != $1.1 }
            #expect(wrong.isEmpty, "set \(set): \(wrong.count) pixels, the first \(wrong.first.map { "\($0)" } ?? "")")
        }
    }

    /// Objects that no later one covers are listed with the seed that the reference found them by.
    @Test(arguments: TestModel.levels, ClusterGolden.all)
    func objectsAreTheReferences(cpu: pansecb_cpu, golden: ClusterGolden) throws {
        let session = try golden.session(cpu: cpu)
        for expected in golden.results {
            let segments = try golden.maps(session, expected).segments.filter { $0.thing == 1 }
            let visible = expected.objects.enumerated().filter { expected.panoptic.contains($0.element.id) }
            #expect(segments.map(\.id) == visible.map(\.element.id))
            #expect(segments.map(\.instance) == visible.map { UInt32($0.offset + 1) })
            for (segment, object) in zip(segments, visible.map(\.element)) {
                #expect(abs(segment.score - object.score) < 1e-6)
                #expect(abs(segment.sigma.0 / object.bandwidths.0 - 1) < 1e-5)
                #expect(abs(segment.sigma.1 / object.bandwidths.1 - 1) < 1e-5)
            }
        }
    }

    /// Scenes in turn through one session that is larger than they are, forwards and backwards: nothing is left behind.
    @Test func scenesShareASession() throws {
        let goldens = ClusterGolden.all.filter { $0.things == TestModel.thingLabels }
        #expect(goldens.count >= 3)
        let session = try goldens[0].session(maxWidth: 200, maxHeight: 100)
        for golden in goldens + goldens.reversed() {
            for expected in golden.results + golden.results.reversed() {
                #expect(try golden.maps(session, expected).panoptic == expected.panoptic)
            }
        }
    }

    /// The model's own defaults are the published thresholds.
    @Test func defaultsApplyWithoutOptions() throws {
        for golden in ClusterGolden.all where golden.architecture.kind == .panSECB {
            for expected in golden.results where expected.options.isEmpty {
                let maps = try TestMaps.of(golden.outputs, golden.session())
                #expect(maps.panoptic == expected.panoptic)
            }
        }
    }
}

extension ClusterGolden {
    func maps(_ session: Session, _ expected: Result, padding: Int = 0, upwards: Bool = false) throws -> TestMaps {
        try TestMaps.of(
            outputs, session, options: expected.options(session.model), padding: padding, upwards: upwards)
    }
}
