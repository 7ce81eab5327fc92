import CPanSECB
import GoldenFiles

/// An image in one of the library's formats, with its memory.
struct TestImage {
    let width: Int
    let height: Int
    let format: pansecb_format
    private let memory: [UInt8]
    /// Byte of the top left pixel.
    private let start: Int
    /// Bytes from a row to the next below it.
    private let stride: Int
    private let planeBytes: Int

    /// - Parameters:
    ///   - padding: bytes between the rows, of a value that would be seen.
    ///   - upwards: the rows lie in memory from the lowest to the highest.
    init(_ image: HashImage, _ format: pansecb_format = PANSECB_RGB8, padding: Int = 0, upwards: Bool = false) {
        width = image.width
        height = image.height
        self.format = format
        let planes = TestImage.planes(image, format)
        let rowBytes = planes[0].count / image.height
        var memory: [UInt8] = []
        for plane in planes {
            for row in 0..<image.height {
                let y = upwards ? image.height - 1 - row : row
                memory += plane[y * rowBytes..<(y + 1) * rowBytes]
                memory += [UInt8](repeating: 201, count: padding)
            }
        }
        self.memory = memory
        planeBytes = (rowBytes + padding) * image.height
        stride = (upwards ? -1 : 1) * (rowBytes + padding)
        start = upwards ? planeBytes - rowBytes - padding : 0
    }

    /// RGB8 without padding.
    init(width: Int, height: Int, rgb: [UInt8]) {
        self.width = width
        self.height = height
        format = PANSECB_RGB8
        memory = rgb
        start = 0
        stride = 3 * width
        planeBytes = rgb.count
    }

    func withImage<Result>(_ body: (pansecb_image) throws -> Result) rethrows -> Result {
        // Padding of floats is a multiple of 4, so that every plane is aligned as its first.
        try memory.withUnsafeBytes { bytes in
            var image = pansecb_image_of(format, bytes.baseAddress! + start, UInt32(width), UInt32(height), stride)
            if format == PANSECB_PLANAR_F32 {
                image.planes.1 = bytes.baseAddress! + start + planeBytes
                image.planes.2 = bytes.baseAddress! + start + 2 * planeBytes
                image.strides.1 = stride
                image.strides.2 = stride
            }
            return try body(image)
        }
    }

    /// Bytes of each plane, rows without padding. Gray takes red.
    private static func planes(_ image: HashImage, _ format: pansecb_format) -> [[UInt8]] {
        func interleaved(_ order: [Int?]) -> [UInt8] {
            Swift.stride(from: 0, to: image.rgb.count, by: 3).flatMap { pixel in
                order.map { $0.map { image.rgb[pixel + $0] } ?? 99 }
            }
        }
        switch format {
        case PANSECB_BGR8: return [interleaved([2, 1, 0])]
        case PANSECB_RGBA8: return [interleaved([0, 1, 2, nil])]
        case PANSECB_BGRA8: return [interleaved([2, 1, 0, nil])]
        case PANSECB_GRAY8: return [interleaved([0])]
        case PANSECB_PLANAR_F32:
            let plane = image.width * image.height
            return (0..<3).map { c in image.planar[c * plane..<(c + 1) * plane].withUnsafeBytes { [UInt8]($0) } }
        default: return [image.rgb]
        }
    }
}
