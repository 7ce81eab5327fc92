import Images

/// What is wrong at each pixel, and how that is painted.
struct ErrorMap {
    enum Kind: UInt8 {
        case right, void, wrongClass, missed, falsePositives, missedAndFalse
    }

    private let width: Int
    private let height: Int
    private var kinds: [Kind]
    private var isOutline: [Bool]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        kinds = [Kind](repeating: .right, count: width * height)
        isOutline = [Bool](repeating: false, count: width * height)
    }

    mutating func set(_ range: Range<Int>, _ kind: Kind) {
        for i in range { kinds[i] = kind }
    }

    /// Marks the pixels of the given segments that touch another segment or the edge. Wider in larger pictures.
    mutating func outline(_ map: [UInt32], _ segments: Set<UInt32>) {
        guard !segments.isEmpty else { return }
        let reach = min(width, height) < 400 ? 1 : 2
        for y in 0..<height {
            for x in 0..<width where segments.contains(map[y * width + x]) {
                let id = map[y * width + x]
                let isInside = x >= reach && y >= reach && x + reach < width && y + reach < height
                isOutline[y * width + x] =
                    isOutline[y * width + x] || !isInside
                    || [-reach, reach].contains { map[y * width + x + $0] != id || map[(y + $0) * width + x] != id }
            }
        }
    }

    func painted(on picture: Picture) throws -> Picture {
        var pixels = [UInt8]()
        pixels.reserveCapacity(picture.pixels.count)
        // Stripes as wide as can be told apart, whatever the size.
        let stripe = max(min(width, height) / 40, 3)
        for y in 0..<height {
            for x in 0..<width {
                let i = y * width + x, p = picture.pixels
                let grey = (Int(p[3 * i]) * 299 + Int(p[3 * i + 1]) * 587 + Int(p[3 * i + 2]) * 114) / 1000
                let isEven = (x + y) / stripe % 2 == 0
                let colour: (red: UInt8, green: UInt8, blue: UInt8)?
                switch kinds[i] {
                case .right, .void: colour = nil
                case .wrongClass: colour = ErrorColours.wrongClass
                case .missed: colour = ErrorColours.missed
                case .falsePositives: colour = ErrorColours.falsePositives
                case .missedAndFalse: colour = isEven ? ErrorColours.missed : ErrorColours.falsePositives
                }
                if let colour {
                    // The photograph shows through, but in outlines.
                    let share = isOutline[i] ? 100 : 62
                    for part in [colour.red, colour.green, colour.blue] {
                        pixels.append(UInt8((Int(part) * share + grey * (100 - share)) / 100))
                    }
                } else {
                    let shade = kinds[i] == .void ? UInt8(grey / 4) : UInt8(72 + grey * 5 / 9)
                    pixels += [shade, shade, shade]
                }
            }
        }
        return try Picture(width: width, height: height, pixels: pixels)
    }
}
