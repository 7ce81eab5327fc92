/// What the reader of a format found: the categories, and what is drawn on each picture. Nothing is drawn yet.
public struct ImportSource: Sendable {
    /// The file or folder of the labels.
    public let path: String
    public internal(set) var categories: [Category] = []
    public internal(set) var pictures: [LabelledPicture] = []
    /// Categories have names of their own, not only numbers.
    public internal(set) var hasNames = true
    /// How many shapes of kinds that cover no pixels or are not read, e.g. polylines.
    public internal(set) var leftOut: [String: Int] = [:]
    /// Files of labels that could not be read; the others are there.
    public internal(set) var faults: [any Error] = []

    public struct Category: Equatable, Sendable {
        /// Nil where the format has names only.
        public var id: Int?
        public var name: String
        /// Red, green, blue.
        public var colour: [UInt8]?
        /// Whether it has separate objects; nil where the format does not say it.
        public var isThing: Bool?
        /// Its pixels are void by what its name says; it never becomes a class.
        var isIgnored = false
    }
}

/// A picture and what was drawn on it.
public struct LabelledPicture: Sendable {
    /// Path below the folder of pictures, as the labels give it.
    let file: String
    /// The path lacks the ending of the name.
    var isStem = false
    /// The file of its labels, for messages.
    let labelPath: String
    /// Size that the labels give; nil where they don't.
    var width: Int?
    var height: Int?
    var content: Content

    enum Content: Sendable {
        /// In the order of drawing, unless `smallerOnTop`: then crowds lie below, and large shapes below small ones.
        case shapes([Shape], smallerOnTop: Bool)
        case panoptic(PanopticSegments)
        case classImage(ClassImage)
    }

    /// Nobody labelled anything on it.
    var isUnlabelled: Bool {
        if case .shapes(let shapes, _) = content { return shapes.isEmpty }
        return false
    }
}

/// A region that was drawn, of one or more parts.
struct Shape: Sendable {
    /// Its number in the file, for messages.
    let number: Int
    /// Index of its category.
    let category: Int
    /// Objects that are not told apart.
    var isCrowd = false
    /// Shapes of one category and group are one object.
    var group: Int?
    let parts: [Part]

    enum Part: Sendable {
        /// x, y, x, y ... of the corners; pixel (0, 0) covers 0 ... 1.
        case polygon([Double])
        /// A mask of the whole picture, column by column.
        case columns(EncodedRuns)
        /// A mask of a box, row by row.
        case rows(counts: [Int], left: Int, top: Int, width: Int, height: Int)
    }

    /// The corners of an upright rectangle.
    static func rectangle(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double) -> Part {
        .polygon([x0, y0, x1, y0, x1, y1, x0, y1])
    }
}

/// COCO's run lengths as the file has them.
struct EncodedRuns: Sendable {
    enum Counts: Sendable {
        case text(String)
        case numbers([Int])
    }

    let height: Int
    let width: Int
    let counts: Counts
}
