/// A row of the segment table: all pixels of one value in the panoptic map.
public struct OverlaySegment: Equatable, Sendable {
    /// Its value in the panoptic map.
    public var id: UInt32
    /// Its class, as an index of the classes that are given with it.
    public var classIndex: Int
    /// Whether it is one object, to be outlined and labelled.
    public var isThing: Bool
    /// Shown in an object's label where it is a number.
    public var score: Float

    public init(id: UInt32, classIndex: Int, isThing: Bool, score: Float) {
        self.id = id
        self.classIndex = classIndex
        self.isThing = isThing
        self.score = score
    }
}

/// Name and colour of a class.
public struct OverlayClass: Equatable, Sendable {
    public var name: String
    public var red: UInt8
    public var green: UInt8
    public var blue: UInt8

    public init(name: String, red: UInt8, green: UInt8, blue: UInt8) {
        self.name = name
        self.red = red
        self.green = green
        self.blue = blue
    }
}

/// A photograph with what was found in it: every class tinted in its colour; every object in a shade of its own,
/// outlined and labelled; below the photograph a legend of the classes that occur.
public enum Overlay {
    public struct Options: Equatable, Sendable {
        /// Names and scores at objects that have room for them.
        public var labels = true
        /// The legend, which makes the picture higher. Pictures too narrow for text have none.
        public var legend = true

        public init(labels: Bool = true, legend: Bool = true) {
            self.labels = labels
            self.legend = legend
        }
    }

    /// The same input gives the same picture. Values of the map that no segment has are left as they are photographed;
    /// of segments with the same id the first counts.
    ///
    /// Throws where the map is not as large as the picture or a class index is none.
    public static func draw(
        picture: Picture, panopticMap: [UInt32], segments: [OverlaySegment], classes: [OverlayClass],
        options: Options = Options()
    ) throws -> Picture {
        guard panopticMap.count == picture.width * picture.height else {
            throw ImageError(
                .invalidArgument,
                "a map of \(panopticMap.count) values for a picture of \(picture.width)x\(picture.height)")
        }
        if let segment = segments.first(where: { !classes.indices.contains($0.classIndex) }) {
            throw ImageError(
                .invalidArgument, "segment \(segment.id) has class \(segment.classIndex) of \(classes.count)")
        }
        // The picture three times, the segment of each pixel twice, distances, and a margin.
        try PictureMemory.require(24 * panopticMap.count)
        let regions = Regions(panopticMap, width: picture.width, segments: segments)
        let style = Style(width: picture.width, height: picture.height)
        let colours = segmentColours(segments, regions, classes)
        let things = segments.map(\.isThing)

        var tinted = picture.pixels
        tint(&tinted, regions, colours, things)
        outline(&tinted, regions, colours: colours, things: things, style: style)
        var canvas = Canvas(Picture(picture.width, picture.height, tinted))
        if options.labels {
            drawLabels(on: &canvas, regions, segments: segments, classes: classes, colours: colours, style: style)
        }
        guard options.legend else { return canvas.picture }
        let entries = legendEntries(regions, segments, classes, colours)
        return withLegend(canvas.picture, entries, style)
    }

    /// Lays colours over the photograph: objects more than their surroundings.
    private static func tint(_ pixels: inout [UInt8], _ regions: Regions, _ colours: [Colour], _ things: [Bool]) {
        pixels.withUnsafeMutableBufferPointer { pixels in
            regions.map.withUnsafeBufferPointer { map in
                for i in 0..<map.count where map[i] >= 0 {
                    let segment = Int(map[i])
                    pixels.blend(i, colours[segment], things[segment] ? 0.5 : 0.4)
                }
            }
        }
    }
}

/// Sizes, in pixels, that grow with the picture.
struct Style {
    /// Width of an object's outline.
    let stroke: Int
    /// Width of the dark line around it; none in pictures so small that it would cover much.
    let shadow: Int
    /// Size of labels and of the legend.
    let textSize: Float

    init(width: Int, height: Int) {
        let short = Float(min(width, height))
        stroke = short < 400 ? 1 : min(max(2, Int((short / 500).rounded())), 12)
        shadow = short < 160 ? 0 : (stroke + 1) / 2
        textSize = min(max(short / 45, 11), 72)
    }
}
