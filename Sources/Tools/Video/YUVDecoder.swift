import Images

/// Pictures from the planes of a Y4M frame. Colour between two samples is interpolated, as far from each as the
/// sampling says.
struct YUVDecoder {
    private let width: Int
    private let height: Int
    private let sampling: ChromaSampling
    private let matrix: YUVMatrix
    private let columns: [ChromaTap]
    private let rows: [ChromaTap]
    /// Samples of colour in a row.
    private let samples: Int
    /// A row of colours, interpolated between rows of samples, in quarters and less 128.
    private var u: [Int32]
    private var v: [Int32]

    init(_ header: Y4MHeader) {
        width = header.width
        height = header.height
        sampling = header.sampling
        matrix = header.matrix
        columns = sampling.horizontal.taps(width)
        rows = sampling.vertical.taps(height)
        samples = sampling.horizontal.samples(width)
        u = [Int32](repeating: 0, count: samples)
        v = u
    }

    /// `planes` has the bytes of a frame: brightness, then the two colours.
    mutating func picture(of planes: [UInt8]) throws -> Picture {
        let pixels = [UInt8](unsafeUninitializedCapacity: 3 * width * height) { pixels, count in
            planes.withUnsafeBufferPointer { planes in
                for y in 0..<height {
                    if sampling != .mono { interpolate(planes, rows[y]) }
                    convert(planes.baseAddress! + y * width, pixels.baseAddress! + 3 * y * width)
                }
            }
            count = 3 * width * height
        }
        return try Picture(width: width, height: height, pixels: pixels)
    }

    private mutating func interpolate(_ planes: UnsafeBufferPointer<UInt8>, _ row: ChromaTap) {
        let uPlane = width * height, vPlane = uPlane + sampling.chromaBytes(width: width, height: height)
        let first = row.first * samples, second = row.second * samples
        let weight = row.quarters, rest = 4 - weight
        for x in 0..<samples {
            u[x] = rest * Int32(planes[uPlane + first + x]) + weight * Int32(planes[uPlane + second + x]) - 4 * 128
            v[x] = rest * Int32(planes[vPlane + first + x]) + weight * Int32(planes[vPlane + second + x]) - 4 * 128
        }
    }

    private func convert(_ brightness: UnsafePointer<UInt8>, _ pixels: UnsafeMutablePointer<UInt8>) {
        // Colours come in sixteenths: half of them is added, so that shifting rounds.
        let shift = YUVMatrix.bits + 4, half = Int32(1) << (shift - 1)
        columns.withUnsafeBufferPointer { columns in
            u.withUnsafeBufferPointer { u in
                v.withUnsafeBufferPointer { v in
                    for x in 0..<width {
                        let tap = columns[x], rest = 4 - tap.quarters
                        let u = rest * u[tap.first] + tap.quarters * u[tap.second]
                        let v = rest * v[tap.first] + tap.quarters * v[tap.second]
                        let y = (Int32(brightness[x]) - matrix.black) * matrix.brightness * 16 + half
                        pixels[3 * x] = byte((y + matrix.redOfV * v) >> shift)
                        pixels[3 * x + 1] = byte((y + matrix.greenOfU * u + matrix.greenOfV * v) >> shift)
                        pixels[3 * x + 2] = byte((y + matrix.blueOfU * u) >> shift)
                    }
                }
            }
        }
    }
}

@inline(__always)
func byte(_ value: Int32) -> UInt8 { UInt8(truncatingIfNeeded: min(max(value, 0), 255)) }
