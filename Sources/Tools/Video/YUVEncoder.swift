import Images

/// The planes of a Y4M frame from a picture. A sample of colour is the mean of the pixels around the place where the
/// sampling has it.
struct YUVEncoder {
    private let width: Int
    private let height: Int
    private let sampling: ChromaSampling
    private let matrix: YUVMatrix
    /// The two colours of every pixel, without the 128 and with six bits behind the point.
    private var u: [Int16]
    private var v: [Int16]

    private static let colourBits: Int32 = 6

    init(_ header: Y4MHeader) {
        width = header.width
        height = header.height
        sampling = header.sampling
        matrix = header.matrix
        u = [Int16](repeating: 0, count: sampling == .mono ? 0 : width * height)
        v = u
    }

    /// Adds the frame to `bytes`. The picture has the size of the header.
    mutating func append(_ picture: Picture, to bytes: inout [UInt8]) {
        precondition(picture.width == width && picture.height == height)
        let shift = YUVMatrix.bits, half = Int32(1) << (shift - 1)
        let colourShift = shift - Self.colourBits, colourHalf = Int32(1) << (colourShift - 1)
        picture.pixels.withUnsafeBufferPointer { pixels in
            for i in 0..<width * height {
                let rgb = SIMD4(Int32(pixels[3 * i]), Int32(pixels[3 * i + 1]), Int32(pixels[3 * i + 2]), 0)
                bytes.append(byte(matrix.black + (((matrix.yOfRGB &* rgb).wrappedSum() + half) >> shift)))
                guard sampling != .mono else { continue }
                u[i] = Int16(((matrix.uOfRGB &* rgb).wrappedSum() + colourHalf) >> colourShift)
                v[i] = Int16(((matrix.vOfRGB &* rgb).wrappedSum() + colourHalf) >> colourShift)
            }
        }
        guard sampling != .mono else { return }
        appendSamples(of: u, to: &bytes)
        appendSamples(of: v, to: &bytes)
    }

    private func appendSamples(of colours: [Int16], to bytes: inout [UInt8]) {
        let across = sampling.horizontal.weights, down = sampling.vertical.weights
        // Each side's weights are quarters.
        let shift = Self.colourBits + 4, half = Int32(1) << (shift - 1)
        colours.withUnsafeBufferPointer { colours in
            for y in stride(from: 0, to: height, by: sampling.vertical.step) {
                let above = max(y - 1, 0) * width, own = y * width, below = min(y + 1, height - 1) * width
                for x in stride(from: 0, to: width, by: sampling.horizontal.step) {
                    func column(_ x: Int) -> Int32 {
                        down.before * Int32(colours[above + x]) + down.own * Int32(colours[own + x]) + down.after
                            * Int32(colours[below + x])
                    }
                    let sum =
                        across.before * column(max(x - 1, 0)) + across.own * column(x) + across.after
                        * column(min(x + 1, width - 1))
                    bytes.append(byte(128 + ((sum + half) >> shift)))
                }
            }
        }
    }
}
