import CPanSECB
import Foundation
import PanSECB
import Testing

/// The segment table and the other maps against a recount from the panoptic map.
@Suite struct SegmentTableTests {
    @Test(arguments: ClusterGolden.all)
    func segmentsAreThoseOfThePanopticMap(golden: ClusterGolden) throws {
        let session = try golden.session()
        for expected in golden.results {
            let maps = try golden.maps(session, expected), counted = Recount.all(in: maps)
            #expect(Set(maps.segments.map(\.id)) == Set(counted.keys))
            #expect(maps.segments.count == counted.count)
            for segment in maps.segments {
                let recount = try #require(counted[segment.id])
                #expect(segment.area == UInt32(recount.area))
                #expect((segment.box_x, segment.box_y) == (UInt32(recount.left), UInt32(recount.top)))
                #expect(segment.box_width == UInt32(recount.right - recount.left + 1))
                #expect(segment.box_height == UInt32(recount.bottom - recount.top + 1))
                #expect(abs(segment.centre_x - Float(recount.sumX / Double(recount.area))) < 1e-4)
                #expect(abs(segment.centre_y - Float(recount.sumY / Double(recount.area))) < 1e-4)
            }
        }
    }

    /// Objects in order of discovery, then stuff in order of class; ids, classes and instances agree.
    @Test(arguments: ClusterGolden.all)
    func rowsAreInOrderAndConsistent(golden: ClusterGolden) throws {
        let session = try golden.session(), classes = session.model.classes
        for expected in golden.results {
            let segments = try golden.maps(session, expected).segments
            let objects = segments.prefix { $0.thing == 1 }, stuff = segments.dropFirst(objects.count)
            #expect(stuff.allSatisfy { $0.thing == 0 && $0.instance == 0 && $0.score == 1 && $0.sigma == (0, 0) })
            #expect(objects.map(\.instance) == objects.map(\.instance).sorted())
            #expect(stuff.map(\.class_index) == stuff.map(\.class_index).sorted())
            for segment in segments {
                let entry = classes[Int(segment.class_index)]
                #expect(entry.isThing == (segment.thing == 1))
                #expect(segment.id / (entry.isThing ? 1000 : 1) == UInt32(entry.labelID))
            }
        }
    }

    @Test(arguments: ClusterGolden.all)
    func mapsAgree(golden: ClusterGolden) throws {
        let session = try golden.session()
        for expected in golden.results {
            let maps = try golden.maps(session, expected)
            let byID = Dictionary(uniqueKeysWithValues: maps.segments.map { ($0.id, $0) })
            let fromPanoptic = maps.panoptic.map { byID[$0] }
            #expect(maps.classes == fromPanoptic.map { $0.map { UInt8($0.class_index) } ?? UInt8(PANSECB_NO_CLASS) })
            #expect(maps.instances == fromPanoptic.map { $0?.instance ?? 0 })
        }
    }

    /// Object pixels: their seed; others: softmax of the winner among all channels but void.
    @Test(arguments: TestModel.levels, ClusterGolden.all)
    func confidenceIsThatOfTheWinner(cpu: pansecb_cpu, golden: ClusterGolden) throws {
        let session = try golden.session(cpu: cpu)
        let plane = golden.width * golden.height, competing = golden.stuff.count + 1
        let classes = session.model.classes
        for expected in golden.results {
            let maps = try golden.maps(session, expected)
            let truth: [Float] = (0..<plane).map { pixel in
                let classIndex = Int(maps.classes[pixel])
                if maps.instances[pixel] > 0, let seed = classes[classIndex].seedChannel {
                    return sigmoid(golden.outputs.instance[(2 + golden.architecture.sigmas + seed) * plane + pixel])
                }
                if golden.stuff.isEmpty { return 0 }
                return softmaxOfWinner((0..<competing).map { golden.outputs.semantic[$0 * plane + pixel] })
            }
            #expect(zip(maps.confidence, truth).allSatisfy { abs($0 - $1) < 1e-6 })
        }
    }

    /// A table that is too small holds the first rows, and the count tells how many there are.
    @Test func smallTablesAreFilledAsFarAsTheyGo() throws {
        let golden = try #require(ClusterGolden.all.first { $0.name == "street" })
        let session = try golden.session(), all = try golden.maps(session, golden.results[0]).segments
        for capacity in [0, 1, all.count - 1, all.count, all.count + 3] {
            var rows = [pansecb_segment](repeating: pansecb_segment(), count: all.count + 4)
            for index in rows.indices { rows[index].id = TestMaps.untouched }
            var result = pansecb_result_empty()
            try rows.withUnsafeMutableBufferPointer { rows in
                result.segments = capacity == 0 ? nil : rows.baseAddress
                result.segment_capacity = UInt32(capacity)
                try session.segmentOutputs(
                    semantic: golden.outputs.semantic, instance: golden.outputs.instance, width: golden.width,
                    height: golden.height,
                    options: nil, result: &result)
            }
            #expect(result.segment_count == UInt32(all.count))
            let written = min(capacity, all.count)
            #expect(rows.prefix(written).map(SegmentRow.init) == all.prefix(written).map(SegmentRow.init))
            #expect(rows.dropFirst(written).allSatisfy { $0.id == TestMaps.untouched })
        }
    }
}

/// What a map says of one id, counted pixel by pixel.
private struct Recount {
    var area = 0
    var left = Int.max, top = Int.max, right = 0, bottom = 0
    var sumX = 0.0, sumY = 0.0

    static func all(in maps: TestMaps) -> [UInt32: Recount] {
        var counted: [UInt32: Recount] = [:]
        for (pixel, id) in maps.panoptic.enumerated() where id != 0 {
            counted[id, default: Recount()].add(x: pixel % maps.width, y: pixel / maps.width)
        }
        return counted
    }

    private mutating func add(x: Int, y: Int) {
        area += 1
        left = min(left, x)
        right = max(right, x)
        top = min(top, y)
        bottom = max(bottom, y)
        sumX += Double(x)
        sumY += Double(y)
    }
}

private func sigmoid(_ x: Float) -> Float { Float(1 / (1 + exp(-Double(x)))) }

private func softmaxOfWinner(_ logits: [Float]) -> Float {
    let largest = Double(logits.max() ?? 0)
    return Float(1 / logits.reduce(0) { $0 + exp(Double($1) - largest) })
}
