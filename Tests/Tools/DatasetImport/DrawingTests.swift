import Images
import Testing

@testable import DatasetImport

/// What lies on top, and what becomes an object.
@Suite struct DrawingTests {
    private func box(
        _ number: Int, _ category: Int, _ x: Range<Int>, crowd: Bool = false, group: Int? = nil
    ) -> Shape {
        Shape(
            number: number, category: category, isCrowd: crowd, group: group,
            parts: [Shape.rectangle(Double(x.lowerBound), 0, Double(x.upperBound), 1)])
    }

    private func drawn(_ shapes: [Shape], smallerOnTop: Bool = false, width: Int = 9) throws -> SegmentCanvas {
        var canvas = try SegmentCanvas(width: width, height: 1)
        try canvas.draw(shapes, smallerOnTop: smallerOnTop)
        return canvas
    }

    @Test func laterLiesOnTop() throws {
        let canvas = try drawn([box(1, 0, 1..<6), box(2, 0, 4..<8), box(3, 0, 5..<6)])
        #expect(canvas.map == [0, 1, 1, 1, 2, 3, 2, 2, 0])
    }

    @Test func smallerLiesOnTopAndCrowdsBelow() throws {
        let canvas = try drawn(
            [box(1, 0, 3..<5), box(2, 0, 0..<8), box(3, 0, 4..<6), box(4, 0, 7..<8, crowd: true)], smallerOnTop: true)
        // Of 1 and 3, which are as large, the later; the crowd is smaller than 2, but below it.
        #expect(canvas.map == [2, 2, 2, 1, 3, 3, 2, 2, 0])
    }

    @Test func groupsAreOneObject() throws {
        let canvas = try drawn(
            [box(1, 0, 0..<2, group: 7), box(2, 1, 2..<4, group: 7), box(3, 0, 6..<8, group: 7), box(4, 0, 8..<9)])
        #expect(canvas.map == [1, 1, 2, 2, 0, 0, 1, 1, 3])
        #expect(canvas.segments.map(\.category) == [0, 1, 0])
    }

    @Test func masksOfBoxesAreRows() throws {
        var canvas = try SegmentCanvas(width: 5, height: 3)
        let mask = Shape.Part.rows(counts: [1, 2, 2, 1], left: 1, top: 1, width: 3, height: 2)
        try canvas.draw([Shape(number: 1, category: 0, parts: [mask])], smallerOnTop: false)
        #expect(canvas.map == [0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0])
        for (left, top, width, height) in [(3, 0, 3, 2), (-1, 0, 3, 2), (0, 2, 3, 2), (0, .max, 3, 2), (0, 0, 0, 1)] {
            let bad = Shape.Part.rows(counts: [0, 1], left: left, top: top, width: width, height: height)
            #expect(throws: SegmentCanvas.NumberedFault.self) {
                try canvas.draw([Shape(number: 1, category: 0, parts: [bad])], smallerOnTop: false)
            }
        }
    }

    @Test func workIsLimited() throws {
        let shapes = (0..<2_000_000).map { box($0, 0, 0..<9, group: 1) }
        let error = #expect(throws: SegmentCanvas.NumberedFault.self) { _ = try drawn(shapes) }
        #expect(error?.fault.kind == .limit)
    }

    @Test func thingsWithoutNumbersAreRegions() throws {
        let classes = try LabelMap16(
            width: 5, height: 3,
            labels: [
                1, 1, 2, 1, 1,
                2, 1, 2, 2, 1,
                1, 2, 1, 1, 1,
            ])
        var isThing = [Bool](repeating: false, count: 1 << 16)
        isThing[1] = true
        // Corners do not touch.
        #expect(
            ConnectedRegions(classes, isThing: isThing).numbers == [
                1, 1, 0, 2, 2,
                0, 1, 0, 0, 2,
                3, 0, 2, 2, 2,
            ])
    }

    private func ids(_ canvas: SegmentCanvas, _ labels: [ImportLabel?], background: UInt16? = nil) throws -> (
        map: [UInt16], counts: ImportCounts
    ) {
        let numbering = ObjectNumbering(canvas, labels: labels, background: background, void: 0)
        return (try numbering.map(canvas).labels, numbering.counts)
    }

    @Test func objectsAreNumbered() throws {
        let canvas = try drawn([
            box(1, 0, 0..<3), box(2, 1, 1..<3), box(3, 0, 3..<4), box(4, 1, 4..<5, crowd: true), box(5, 2, 5..<6),
            box(6, 1, 6..<7), box(7, 0, 0..<1),
        ])
        let labels = [ImportLabel(id: 7, isThing: false), ImportLabel(id: 26, isThing: true), nil]
        let (map, counts) = try ids(canvas, labels)
        #expect(map == [7, 26000, 26000, 7, 26, 0, 26001, 0, 0])
        #expect(counts.objects == 2 && counts.crowds == 1 && counts.hidden == 1)
        #expect(counts.voidPixels == 3 && counts.unknown == [2: 1])
        #expect(try ids(canvas, labels, background: 9).map == [7, 26000, 26000, 7, 26, 0, 26001, 9, 9])
        #expect(try ids(canvas, labels, background: 9).counts.voidPixels == 1)
    }

    /// Two categories of one class share its numbers.
    @Test func manyObjectsEndInACrowd() throws {
        let shapes = (0..<1003).map { box($0, $0 % 2, $0..<$0 + 1) }
        let (map, counts) = try ids(
            try drawn(shapes, width: 1004), Array(repeating: ImportLabel(id: 64, isThing: true), count: 2))
        #expect(map[999] == 64999 && map[1000...] == [64, 64, 64, 0])
        #expect(counts.objects == 1000 && counts.overflowing == 3)
    }
}
