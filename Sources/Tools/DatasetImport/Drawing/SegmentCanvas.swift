import Images

/// A picture's segments as they are drawn, the later over the earlier ones.
struct SegmentCanvas {
    struct Segment {
        /// Index of its category.
        let category: Int
        /// Objects that are not told apart.
        let isCrowd: Bool
    }

    let width: Int
    let height: Int
    private(set) var segments: [Segment] = []
    /// For each pixel its segment, counted from 1; 0: none.
    private(set) var map: [UInt32]
    /// Steps of drawing that are left. A file of a few bytes must not ask for hours: a thousand shapes that each cover
    /// the whole picture are enough.
    private var work: Int

    /// More than anybody labels on a picture.
    private static let maxSegments = 1 << 20

    init(width: Int, height: Int) throws {
        try PictureMemory.require(4 * width * height)
        self.width = width
        self.height = height
        map = [UInt32](repeating: 0, count: width * height)
        work = 1024 * width * height + 1 << 24
    }

    /// A new segment, for `fill` and `draw`.
    mutating func add(_ segment: Segment) throws(ShapeFault) -> UInt32 {
        guard segments.count < SegmentCanvas.maxSegments else {
            throw ShapeFault("more than \(SegmentCanvas.maxSegments) segments in a picture", kind: .limit)
        }
        segments.append(segment)
        return UInt32(segments.count)
    }

    /// - Parameter pixels: places in the map, inside of it.
    mutating func fill(_ pixels: Range<Int>, _ segment: UInt32) {
        map.withUnsafeMutableBufferPointer { map in
            precondition(pixels.lowerBound >= 0 && pixels.upperBound <= map.count)
            map[pixels].update(repeating: segment)
        }
    }

    // MARK: - Shapes

    /// Draws shapes in their order, or where `smallerOnTop`, crowds first and then large shapes before small ones.
    /// Throws a `NumberedFault` for the shape that cannot be drawn.
    mutating func draw(_ shapes: [Shape], smallerOnTop: Bool) throws {
        var order = Array(shapes.indices)
        if smallerOnTop {
            var areas: [Int] = []
            for shape in shapes {
                areas.append(try naming(shape) { canvas throws(ShapeFault) in try canvas.area(shape) })
            }
            // Of equal ones the later in the file lies on top.
            order.sort {
                (shapes[$0].isCrowd ? 0 : 1, -areas[$0], $0) < (shapes[$1].isCrowd ? 0 : 1, -areas[$1], $1)
            }
        }
        // Numbers of objects follow the file, whatever lies on top.
        var numbers: [UInt32] = [], groups: [Group: UInt32] = [:]
        for shape in shapes {
            let group = shape.group.map { Group(category: shape.category, number: $0) }
            if let known = group.flatMap({ groups[$0] }) {
                numbers.append(known)
                continue
            }
            let segment = Segment(category: shape.category, isCrowd: shape.isCrowd)
            let number = try naming(shape) { canvas throws(ShapeFault) in try canvas.add(segment) }
            numbers.append(number)
            if let group { groups[group] = number }
        }
        for index in order {
            try naming(shapes[index]) { canvas throws(ShapeFault) in try canvas.draw(shapes[index], numbers[index]) }
        }
    }

    struct NumberedFault: Error {
        let shape: Int
        let fault: ShapeFault
    }

    private struct Group: Hashable {
        let category: Int
        let number: Int
    }

    private mutating func naming<Value>(
        _ shape: Shape, _ body: (inout SegmentCanvas) throws(ShapeFault) -> Value
    ) throws -> Value {
        do throws(ShapeFault) { return try body(&self) } catch {
            throw NumberedFault(shape: shape.number, fault: error)
        }
    }

    /// Pixels of a shape; where parts of it overlap, they count for each.
    private mutating func area(_ shape: Shape) throws(ShapeFault) -> Int {
        var area = 0
        for part in shape.parts {
            switch part {
            case .polygon(let coordinates): area += try polygon(coordinates).area
            case .columns(let encoded): area += try columns(encoded).area
            case .rows(let counts, _, _, let width, let height):
                area += try rows(counts, width: width, height: height).area
            }
        }
        return area
    }

    private mutating func draw(_ shape: Shape, _ segment: UInt32) throws(ShapeFault) {
        for part in shape.parts {
            switch part {
            case .polygon(let coordinates):
                let polygon = try polygon(coordinates), width = width
                polygon.forEachRun { row, columns in
                    fill(row * width + columns.lowerBound..<row * width + columns.upperBound, segment)
                }
            case .columns(let encoded):
                let runs = try columns(encoded), width = width, height = height
                map.withUnsafeMutableBufferPointer { map in
                    runs.forEachRun { run in
                        for place in run { map[place % height * width + place / height] = segment }
                    }
                }
            case .rows(let counts, let left, let top, let boxWidth, let boxHeight):
                guard (0...width).contains(left), (0...height).contains(top), (1...width).contains(boxWidth),
                    (1...height).contains(boxHeight), left + boxWidth <= width, top + boxHeight <= height
                else { throw ShapeFault("a mask that leads out of the picture") }
                let runs = try rows(counts, width: boxWidth, height: boxHeight), width = width
                map.withUnsafeMutableBufferPointer { map in
                    runs.forEachRun { run in
                        for place in run {
                            map[(top + place / boxWidth) * width + left + place % boxWidth] = segment
                        }
                    }
                }
            }
        }
    }

    private mutating func polygon(_ coordinates: [Double]) throws(ShapeFault) -> Polygon {
        let polygon = try Polygon(coordinates, width: width, height: height)
        try spend(coordinates.count + polygon.steps)
        return polygon
    }

    private mutating func columns(_ encoded: EncodedRuns) throws(ShapeFault) -> RunLengths {
        let runs = try RunLengths(encoded, width: width, height: height)
        try spend(runs.area + runs.counts.count)
        return runs
    }

    private mutating func rows(_ counts: [Int], width: Int, height: Int) throws(ShapeFault) -> RunLengths {
        guard width >= 1, height >= 1, width <= self.width, height <= self.height else {
            throw ShapeFault("a mask of \(height)x\(width) pixels on a picture of \(self.height)x\(self.width)")
        }
        let runs = try RunLengths(counts, pixels: width * height, exactly: false)
        try spend(runs.area + runs.counts.count)
        return runs
    }

    private mutating func spend(_ steps: Int) throws(ShapeFault) {
        work -= steps
        guard work >= 0 else {
            throw ShapeFault(
                "the shapes of this picture cover it more than a thousand times, or cross its rows as often",
                kind: .limit)
        }
    }
}
