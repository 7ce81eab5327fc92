import Testing

@testable import DatasetImport

@Suite struct PolygonTests {
    private func pixels(_ coordinates: [Double], _ width: Int, _ height: Int) throws -> [Int] {
        let polygon = try Polygon(coordinates, width: width, height: height)
        var pixels = [Int](repeating: 0, count: width * height), area = 0
        polygon.forEachRun { row, columns in
            for column in columns { pixels[row * width + column] += 1 }
            area += columns.count
        }
        #expect(polygon.area == area)
        #expect(polygon.steps >= area)
        return pixels
    }

    /// The definition, centre by centre.
    private func isInside(_ x: Double, _ y: Double, _ coordinates: [Double]) -> Bool {
        let corners = coordinates.count / 2
        return (0..<corners).count { corner in
            let next = (corner + 1) % corners
            let (x0, y0) = (coordinates[2 * corner], coordinates[2 * corner + 1])
            let (x1, y1) = (coordinates[2 * next], coordinates[2 * next + 1])
            return (y0 <= y) != (y1 <= y) && x0 + (y - y0) / (y1 - y0) * (x1 - x0) <= x
        } % 2 == 1
    }

    /// Random outlines, most of which cross themselves and lead out of the picture.
    @Test func centresDecide() throws {
        var random = Fixture.Random(seed: 1), inside = 0
        for _ in 0..<400 {
            let width = 1 + random.next(23), height = 1 + random.next(19)
            let coordinates = (0..<2 * (1 + random.next(9))).map { _ in Double(random.next(4000)) / 100.0 - 7.003 }
            let pixels = try pixels(coordinates, width, height)
            for (place, count) in pixels.enumerated() {
                let (x, y) = (Double(place % width) + 0.5, Double(place / width) + 0.5)
                #expect((count == 1) == isInside(x, y, coordinates) && count < 2)
            }
            inside += pixels.reduce(0, +)
        }
        #expect(inside > 5000)
    }

    /// Corners and edges through centres: every pixel belongs to exactly one of the triangles around a point.
    @Test func neighboursLeaveNoGap() throws {
        let width = 20, height = 14
        for (x, y) in [(10.5, 7.5), (3.0, 6.5), (12.5, 1.0), (7.25, 8.125)] {
            let border = [(0, 0), (7.5, 0), (20, 0), (20, 9.5), (20, 14), (4.5, 14), (0, 14), (0, 2.5)]
            var sum = [Int](repeating: 0, count: width * height)
            for (index, corner) in border.enumerated() {
                let next = border[(index + 1) % border.count]
                let triangle = try pixels([x, y, corner.0, corner.1, next.0, next.1].map { Double($0) }, width, height)
                for place in sum.indices { sum[place] += triangle[place] }
            }
            #expect(sum.allSatisfy { $0 == 1 })
        }
    }

    @Test func evenlyCoveredIsOutside() throws {
        // The same square twice in one outline, and an hourglass.
        #expect(try pixels([0, 0, 4, 0, 4, 4, 0, 4, 0, 0, 4, 0, 4, 4, 0, 4], 5, 5).allSatisfy { $0 == 0 })
        #expect(try pixels([0, 0, 4, 4, 4, 0, 0, 4], 4, 4).reduce(0, +) == 8)
    }

    @Test(arguments: [
        [], [1, 1], [1, 1, 5, 5], [1, 1, 5, 1, 3, 1], [-9, -9, -2, -9, -2, -2], [99, 0, 120, 0, 120, 9],
    ])
    func nothingHasNoPixels(_ coordinates: [Double]) throws {
        #expect(try pixels(coordinates, 9, 9).allSatisfy { $0 == 0 })
    }

    @Test(arguments: [[1, 2, 3], [.nan, 0, 1, 1, 2, 2], [0, .infinity, 1, 1, 2, 2], [0, 0, 1e8, 1, 2, 2]])
    func otherCoordinatesAreRefused(_ coordinates: [Double]) {
        #expect(throws: ShapeFault.self) { _ = try Polygon(coordinates, width: 9, height: 9) }
    }

    /// Far corners, and edges that are all but level.
    @Test func largeAndThin() throws {
        #expect(try pixels([-1e7, -1e7, 1e7, -1e7, 1e7, 1e7, -1e7, 1e7], 5, 3).allSatisfy { $0 == 1 })
        let thin = 0.5.nextDown
        #expect(try pixels([0, thin, 5, 0.5.nextUp, 5, 3, 0, 3], 5, 3).reduce(0, +) >= 10)
    }

    private struct COCO: Decodable {
        let height: Int
        let width: Int
        let coordinates: [Double]
        let counts: String
        let exact: Bool
    }

    /// pycocotools rounds outlines to fifths of a pixel: only pixels whose centres lie nearer to the outline may
    /// differ. Whole coordinates are not rounded.
    @Test func pixelsAreThoseOfCOCO() throws {
        var differing = 0, all = 0
        for polygon in try Fixture.decode([COCO].self, "polygons.json") {
            let (width, height) = (polygon.width, polygon.height)
            let runs = EncodedRuns(height: height, width: width, counts: .text(polygon.counts))
            var theirs = [Int](repeating: 0, count: width * height)
            try RunLengths(runs, width: width, height: height).forEachRun { run in
                for place in run { theirs[place % height * width + place / height] = 1 }
            }
            let ours = try pixels(polygon.coordinates, width, height)
            all += ours.reduce(0, +)
            for place in ours.indices where ours[place] != theirs[place] {
                differing += 1
                #expect(!polygon.exact)
                let x = Double(place % width) + 0.5, y = Double(place / width) + 0.5
                #expect(distance(x, y, polygon.coordinates) < 0.2)
            }
        }
        #expect(all > 5000 && differing < all / 30)
    }

    /// From a point to the outline.
    private func distance(_ x: Double, _ y: Double, _ coordinates: [Double]) -> Double {
        let corners = coordinates.count / 2
        return (0..<corners).map { corner in
            let next = (corner + 1) % corners
            let (x0, y0) = (coordinates[2 * corner], coordinates[2 * corner + 1])
            let (dx, dy) = (coordinates[2 * next] - x0, coordinates[2 * next + 1] - y0)
            let along = min(max(((x - x0) * dx + (y - y0) * dy) / max(dx * dx + dy * dy, 1e-12), 0), 1)
            let (a, b) = (x - x0 - along * dx, y - y0 - along * dy)
            return (a * a + b * b).squareRoot()
        }.min() ?? .infinity
    }
}
