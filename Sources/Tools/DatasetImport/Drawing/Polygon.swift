/// The pixels of a polygon: those whose centres lie inside by the even-odd rule. A centre on an edge belongs to the
/// side right of or below it, so that polygons with a common edge neither overlap nor leave a gap.
struct Polygon {
    private struct Edge {
        /// The upper end first: an edge is computed in the same way whichever polygon it belongs to.
        let x0: Double, y0: Double, x1: Double, y1: Double
        /// Rows whose centres it crosses, inside of the picture.
        let rows: Range<Int>

        /// Where it crosses the centre of a row.
        func x(at row: Int) -> Double { x0 + (Double(row) + 0.5 - y0) / (y1 - y0) * (x1 - x0) }
    }

    /// By their first rows.
    private let edges: [Edge]
    private let width: Int
    private let height: Int

    /// Coordinates beyond it are no drawing's; the others fit into an Int with room to spare.
    private static let largest = 1e7

    /// - Parameter coordinates: x, y, x, y ... of the corners; the last is joined to the first. Fewer than three
    ///   corners have no pixels.
    init(_ coordinates: [Double], width: Int, height: Int) throws(ShapeFault) {
        guard coordinates.count % 2 == 0 else {
            throw ShapeFault("\(coordinates.count) numbers for a polygon, whose corners have two each")
        }
        guard coordinates.allSatisfy({ abs($0) <= Polygon.largest }) else {
            throw ShapeFault("a coordinate is no number from -10000000 to 10000000")
        }
        self.width = width
        self.height = height
        let corners = coordinates.count / 2
        var edges: [Edge] = []
        for corner in 0..<corners {
            let next = corner + 1 == corners ? 0 : corner + 1
            var (x0, y0) = (coordinates[2 * corner], coordinates[2 * corner + 1])
            var (x1, y1) = (coordinates[2 * next], coordinates[2 * next + 1])
            if y0 > y1 { (x0, y0, x1, y1) = (x1, y1, x0, y0) }
            let rows = Polygon.first(y0, below: height)..<Polygon.first(y1, below: height)
            if !rows.isEmpty { edges.append(Edge(x0: x0, y0: y0, x1: x1, y1: y1, rows: rows)) }
        }
        self.edges = edges.sorted { $0.rows.lowerBound < $1.rows.lowerBound }
    }

    /// What drawing it takes at most: crossings of edges and rows, and the pixels of its box.
    var steps: Int {
        let top = edges.first?.rows.lowerBound ?? 0
        var crossings = 0, bottom = top, left = width, right = 0
        for edge in edges {
            crossings += edge.rows.count
            bottom = max(bottom, edge.rows.upperBound)
            left = min(left, Polygon.first(min(edge.x0, edge.x1), below: width))
            right = max(right, Polygon.first(max(edge.x0, edge.x1), below: width))
        }
        return crossings + (bottom - top) * max(right - left, 0)
    }

    /// Pixels inside.
    var area: Int {
        var area = 0
        forEachRun { _, columns in area += columns.count }
        return area
    }

    /// Calls `body` with each row's stretches inside, from top to bottom and left to right.
    func forEachRun(_ body: (_ row: Int, _ columns: Range<Int>) -> Void) {
        var active: [Edge] = [], crossings: [Double] = []
        var next = 0, row = 0
        while true {
            active.removeAll { $0.rows.upperBound <= row }
            if active.isEmpty {
                guard next < edges.count else { return }
                row = edges[next].rows.lowerBound
            }
            while next < edges.count, edges[next].rows.lowerBound <= row {
                active.append(edges[next])
                next += 1
            }
            crossings.removeAll(keepingCapacity: true)
            for edge in active { crossings.append(edge.x(at: row)) }
            crossings.sort()
            // A closed outline crosses a row an even number of times.
            for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
                let columns =
                    Polygon.first(crossings[pair], below: width)..<Polygon.first(crossings[pair + 1], below: width)
                if !columns.isEmpty { body(row, columns) }
            }
            row += 1
        }
    }

    /// The first pixel whose centre is at that coordinate or behind it, 0 ... `end`.
    private static func first(_ coordinate: Double, below end: Int) -> Int {
        min(max(Int((coordinate - 0.5).rounded(.up)), 0), end)
    }
}
