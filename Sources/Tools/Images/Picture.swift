import CImages

/// A photograph or drawing: three bytes a pixel (red, green, blue), rows from top to bottom without gaps.
public struct Picture: Equatable, Sendable {
    /// Largest width and height, in pixels.
    public static let maxSide = Int(PANSECB_PICTURE_MAX_SIDE)

    public let width: Int
    public let height: Int
    public internal(set) var pixels: [UInt8]

    /// Throws where the size is not 1 ... `maxSide`, or not that of the pixels.
    public init(width: Int, height: Int, pixels: [UInt8]) throws {
        try checkSize(width, height, count: pixels.count, each: 3)
        self.init(width, height, pixels)
    }

    init(_ width: Int, _ height: Int, _ pixels: [UInt8]) {
        self.width = width
        self.height = height
        self.pixels = pixels
    }
}

/// A number for every pixel, e.g. Cityscapes' labelIds (8 bits) and instanceIds (16 bits).
public struct LabelMap<Label: MapLabel>: Equatable, Sendable {
    public let width: Int
    public let height: Int
    public let labels: [Label]

    /// Throws where the size is not 1 ... `Picture.maxSide`, or not that of the labels.
    public init(width: Int, height: Int, labels: [Label]) throws {
        try checkSize(width, height, count: labels.count, each: 1)
        self.init(width, height, labels)
    }

    init(_ width: Int, _ height: Int, _ labels: [Label]) {
        self.width = width
        self.height = height
        self.labels = labels
    }
}

public typealias LabelMap8 = LabelMap<UInt8>
public typealias LabelMap16 = LabelMap<UInt16>

/// The numbers that PNG files can hold.
public protocol MapLabel: FixedWidthInteger, UnsignedInteger, Sendable {}
extension UInt8: MapLabel {}
extension UInt16: MapLabel {}

/// Comparing the sides first keeps the product small.
func checkSize(_ width: Int, _ height: Int, count: Int, each: Int) throws {
    guard width >= 1, height >= 1, width <= Picture.maxSide, height <= Picture.maxSide else {
        throw ImageError(.limit, "\(width)x\(height) pixels: a side has 1 to \(Picture.maxSide)")
    }
    guard count == width * height * each else {
        throw ImageError(.invalidArgument, "\(count) values for \(width)x\(height) pixels")
    }
}
