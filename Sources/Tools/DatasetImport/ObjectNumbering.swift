import Images
import PanSECB

/// What became of segments and pixels, summed over pictures.
public struct ImportCounts: Sendable {
    public internal(set) var objects = 0
    public internal(set) var crowds = 0
    /// Objects beyond those that a class can have in a picture, which became a crowd.
    public internal(set) var overflowing = 0
    /// Shapes and segments without a pixel: below others, or outside of the picture.
    public internal(set) var hidden = 0
    public internal(set) var pixels = 0
    public internal(set) var voidPixels = 0
    /// Pixels of each category without a class.
    public internal(set) var unknown: [Int: Int] = [:]

    mutating func add(_ other: ImportCounts) {
        objects += other.objects
        crowds += other.crowds
        overflowing += other.overflowing
        hidden += other.hidden
        pixels += other.pixels
        voidPixels += other.voidPixels
        unknown.merge(other.unknown, uniquingKeysWith: +)
    }
}

/// Segments of a picture as label ids and numbers of objects.
struct ObjectNumbering {
    /// Each segment's id; nil: without a pixel.
    let ids: [UInt16?]
    /// What was numbered.
    private(set) var counts = ImportCounts()

    private let background: UInt16
    private let isVoid: Bool

    /// - Parameters:
    ///   - labels: of each category; nil: it has no class and its pixels are void.
    ///   - background: id of pixels without a segment; nil: they are void.
    init(_ canvas: SegmentCanvas, labels: [ImportLabel?], background: UInt16?, void: UInt16) {
        var areas = [Int](repeating: 0, count: canvas.segments.count + 1)
        for segment in canvas.map { areas[Int(segment)] += 1 }
        counts.pixels = canvas.map.count
        self.background = background ?? void
        isVoid = background == nil
        if isVoid { counts.voidPixels = areas[0] }

        var ids: [UInt16?] = [], objects: [UInt16: Int] = [:], crowds: Set<UInt16> = []
        for (segment, area) in zip(canvas.segments, areas.dropFirst()) {
            guard area > 0 else {
                counts.hidden += 1
                ids.append(nil)
                continue
            }
            guard let label = labels[segment.category] else {
                counts.unknown[segment.category, default: 0] += area
                counts.voidPixels += area
                ids.append(void)
                continue
            }
            guard label.isThing else {
                ids.append(label.id)
                continue
            }
            let number = objects[label.id, default: 0]
            if segment.isCrowd || number > PanopticID.maxObject {
                if segment.isCrowd { crowds.insert(label.id) } else { counts.overflowing += 1 }
                ids.append(label.id)
            } else {
                objects[label.id] = number + 1
                counts.objects += 1
                ids.append(UInt16(truncatingIfNeeded: PanopticID(label: Int(label.id), object: number).value))
            }
        }
        counts.crowds = crowds.count
        self.ids = ids
    }

    /// The map in Cityscapes' instanceIds.
    func map(_ canvas: SegmentCanvas) throws -> LabelMap16 {
        try PictureMemory.require(2 * canvas.map.count)
        let table = [background] + ids.map { $0 ?? background }
        return try LabelMap16(width: canvas.width, height: canvas.height, labels: canvas.map.map { table[Int($0)] })
    }
}
