import Images

/// The first line of a Y4M stream: what all its frames have in common.
public struct Y4MHeader: Equatable, Sendable {
    public var width: Int
    public var height: Int
    /// Nil where the stream does not tell.
    public var rate: FrameRate?
    public var sampling: ChromaSampling
    /// Brightness 0 ... 255; else, and where the stream does not tell, 16 ... 235.
    public var isFullRange: Bool
    /// Order of fields and shape of pixels, as they stand in the header: kept, not looked at.
    public var interlacing: String
    public var aspect: String

    public init(
        width: Int, height: Int, rate: FrameRate?, sampling: ChromaSampling = .jpeg420, isFullRange: Bool = false
    ) {
        self.width = width
        self.height = height
        self.rate = rate
        self.sampling = sampling
        self.isFullRange = isFullRange
        interlacing = "p"
        aspect = "1:1"
    }

    static let signature = "YUV4MPEG2"
    /// No header or frame line is longer.
    static let longestLine = 1024

    public var matrix: YUVMatrix { YUVMatrix(.init(width: width, height: height), isFullRange: isFullRange) }
    public var frameBytes: Int { sampling.frameBytes(width: width, height: height) }

    /// The line, its end too.
    public var text: String {
        let rate = rate.map { "\($0.frames):\($0.seconds)" } ?? "0:0"
        return "\(Self.signature) W\(width) H\(height) F\(rate) I\(interlacing) A\(aspect) C\(sampling.rawValue)"
            + " XCOLORRANGE=\(isFullRange ? "FULL" : "LIMITED")\n"
    }

    /// From a line without its end. `name` is the stream's.
    public init(line: [UInt8], name: String) throws {
        let fields = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard fields.first.map(String.init) == Self.signature else {
            throw VideoError(.unknownFormat, "\(name): no Y4M header")
        }
        var width: Int?, height: Int?
        self.init(width: 0, height: 0, rate: nil)
        for field in fields.dropFirst() {
            let value = field.dropFirst()
            func damaged() -> VideoError {
                VideoError(.damaged, "\(name): the Y4M header has a field \(Self.quoted(field)) that makes no sense")
            }
            switch field.first {
            case "W", "H":
                guard let side = Int(value) else { throw damaged() }
                if field.first == "W" { width = side } else { height = side }
            case "F":
                let parts = value.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
                guard parts.count == 2, let frames = parts[0], let seconds = parts[1] else { throw damaged() }
                rate = FrameRate(frames: frames, seconds: seconds)
            case "C":
                guard let sampling = ChromaSampling(field: value) else {
                    let known = ChromaSampling.allCases.map(\.rawValue).joined(separator: ", ")
                    throw VideoError(
                        .unsupported,
                        "\(name): Y4M with colours \(Self.quoted(value)) is not read, but \(known) are; "
                            + "give ffmpeg -pix_fmt yuv420p"
                    )
                }
                self.sampling = sampling
            case "I": interlacing = ["p", "t", "b"].contains(value) ? String(value) : "?"
            case "A":
                if value.split(separator: ":").count == 2, value.allSatisfy({ $0.isNumber || $0 == ":" }) {
                    aspect = String(value)
                }
            case "X": if value == "COLORRANGE=FULL" { isFullRange = true }
            default: continue
            }
        }
        guard let width, let height else {
            throw VideoError(.damaged, "\(name): the Y4M header has no \(width == nil ? "width" : "height")")
        }
        let limit = Picture.maxSide
        guard (1...limit).contains(width), (1...limit).contains(height) else {
            throw VideoError(.limit, "\(name): the Y4M header says \(width)x\(height) pixels: a side has 1 to \(limit)")
        }
        self.width = width
        self.height = height
    }

    /// Text from a stream, made fit for a message.
    private static func quoted(_ text: some StringProtocol) -> String {
        "“"
            + String(
                String.UnicodeScalarView(
                    text.unicodeScalars.prefix(40).map { $0.isASCII && $0.value >= 32 && $0.value < 127 ? $0 : "?" }))
            + "”"
    }
}
