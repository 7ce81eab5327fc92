import Images

/// Pixels' class ids as a PNG file, and their numbers of objects as another one.
struct ClassImage: Sendable {
    let classPath: String
    let instancePath: String?
    /// Where objects have no numbers: connected pixels of a thing are one.
    let regions: Bool

    /// - Parameter isThing: whether a class id has objects.
    func draw(isThing: [Bool]) throws -> SegmentCanvas {
        let classes = try LabelMap16(contentsOf: classPath)
        let numbers = try instancePath.map { try LabelMap16(contentsOf: $0) }
        if let numbers, numbers.width != classes.width || numbers.height != classes.height {
            throw ImportError(
                .inconsistent, instancePath ?? classPath,
                "\(numbers.height)x\(numbers.width) numbers of objects for \(classes.height)x\(classes.width) class "
                    + "ids: \(classPath)")
        }
        if regions { try PictureMemory.require(ConnectedRegions.bytesPerPixel * classes.labels.count) }
        var canvas = try SegmentCanvas(width: classes.width, height: classes.height)
        do throws(ShapeFault) {
            try fill(&canvas, classes, numbers, isThing: isThing)
        } catch {
            throw ImportError(error.kind, instancePath ?? classPath, error.problem)
        }
        return canvas
    }

    private func fill(
        _ canvas: inout SegmentCanvas, _ classes: LabelMap16, _ numbers: LabelMap16?, isThing: [Bool]
    ) throws(ShapeFault) {
        let regions = regions ? ConnectedRegions(classes, isThing: isThing) : nil
        var segments: [UInt64: UInt32] = [:], start = 0
        // A run of equal pixels needs one look-up.
        let count = classes.labels.count
        while start < count {
            let id = classes.labels[start], hasObjects = isThing[Int(id)]
            func number(_ place: Int) -> UInt32 {
                guard hasObjects else { return 0 }
                return regions?.numbers[place] ?? numbers.map { UInt32($0.labels[place]) } ?? 0
            }
            let object = number(start)
            var end = start + 1
            while end < count, classes.labels[end] == id, number(end) == object { end += 1 }
            let key = UInt64(id) << 32 | UInt64(object)
            let segment: UInt32
            if let known = segments[key] {
                segment = known
            } else {
                segment = try canvas.add(.init(category: Int(id), isCrowd: hasObjects && object == 0))
                segments[key] = segment
            }
            canvas.fill(start..<end, segment)
            start = end
        }
    }
}

/// Pixels of equal class that touch with a side, of the classes that have objects.
struct ConnectedRegions {
    /// For each pixel its region, counted from 1 in the order of their first pixels; 0: of a class without objects, or
    /// beyond the most regions.
    private(set) var numbers: [UInt32]

    /// A number, and at most a place in the list of open ones.
    static let bytesPerPixel = 12

    /// More regions than a picture may have objects in all classes together.
    private static let most = 1 << 18

    init(_ classes: LabelMap16, isThing: [Bool]) {
        let width = classes.width, height = classes.height, labels = classes.labels
        numbers = [UInt32](repeating: 0, count: labels.count)
        var count: UInt32 = 0, open: [Int] = []
        for first in labels.indices where numbers[first] == 0 && isThing[Int(labels[first])] {
            guard count < ConnectedRegions.most else { return }
            count += 1
            numbers[first] = count
            open.append(first)
            while let place = open.popLast() {
                let x = place % width, y = place / width
                func visit(_ other: Int, inside: Bool) {
                    guard inside, numbers[other] == 0, labels[other] == labels[first] else { return }
                    numbers[other] = count
                    open.append(other)
                }
                visit(place - 1, inside: x > 0)
                visit(place + 1, inside: x + 1 < width)
                visit(place - width, inside: y > 0)
                visit(place + width, inside: y + 1 < height)
            }
        }
    }
}
