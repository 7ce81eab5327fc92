/// How many samples of colour there are along one side, and where they lie between those of brightness.
public enum ChromaSiting: Equatable, Sendable {
    /// One for each pixel.
    case full
    /// One for two pixels, in the middle between them.
    case centred
    /// One for two pixels, on the first.
    case cosited

    /// Samples along a side of `pixels` pixels.
    func samples(_ pixels: Int) -> Int { self == .full ? pixels : (pixels + 1) / 2 }

    /// For each pixel the two samples on its sides, and the weight of the second in quarters. Beyond an edge the last
    /// sample is repeated.
    func taps(_ pixels: Int) -> [ChromaTap] {
        let last = samples(pixels) - 1
        return (0..<pixels).map { pixel in
            let i = pixel / 2, isFirst = pixel % 2 == 0
            switch self {
            case .full: return ChromaTap(first: pixel, second: pixel, quarters: 0)
            case .centred:
                return isFirst
                    ? ChromaTap(first: max(i - 1, 0), second: i, quarters: 3)
                    : ChromaTap(first: i, second: min(i + 1, last), quarters: 1)
            case .cosited: return ChromaTap(first: i, second: isFirst ? i : min(i + 1, last), quarters: isFirst ? 0 : 2)
            }
        }
    }

    /// From a sample's pixel to the next sample's.
    var step: Int { self == .full ? 1 : 2 }

    /// Quarters of a sample that come from the pixel before its own, its own, and the one after.
    var weights: (before: Int32, own: Int32, after: Int32) {
        switch self {
        case .full: (0, 4, 0)
        case .centred: (0, 2, 2)
        case .cosited: (1, 2, 1)
        }
    }
}

/// Where a pixel's colour comes from, along one side.
struct ChromaTap {
    var first: Int
    var second: Int
    var quarters: Int32
}

/// The planes of a frame, as the C field of a Y4M header names them.
public enum ChromaSampling: String, CaseIterable, Sendable {
    case jpeg420 = "420jpeg"
    case mpeg420 = "420mpeg2"
    case paldv420 = "420paldv"
    case c422 = "422"
    case c444 = "444"
    case mono

    /// Accepts the name without siting too, which GStreamer writes.
    init?(field: some StringProtocol) {
        guard let value = field == "420" ? .jpeg420 : ChromaSampling(rawValue: String(field)) else { return nil }
        self = value
    }

    public var horizontal: ChromaSiting {
        switch self {
        case .jpeg420: .centred
        case .mpeg420, .paldv420, .c422: .cosited
        case .c444, .mono: .full
        }
    }

    public var vertical: ChromaSiting {
        switch self {
        case .jpeg420, .mpeg420: .centred
        case .paldv420: .cosited
        case .c422, .c444, .mono: .full
        }
    }

    /// Bytes of one of the two planes of colour.
    func chromaBytes(width: Int, height: Int) -> Int {
        self == .mono ? 0 : horizontal.samples(width) * vertical.samples(height)
    }

    /// Bytes of a frame.
    public func frameBytes(width: Int, height: Int) -> Int {
        width * height + 2 * chromaBytes(width: width, height: height)
    }
}
