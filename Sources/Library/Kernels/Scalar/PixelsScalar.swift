import CPanSECB
import CShims

/// Readable twin of the pixel kernel: bytes are divided by 255 as the network was trained.
func pixelsScalar(_ arguments: UnsafePointer<pansecb_pixels>) {
    let p = arguments.pointee
    for x in 0..<Int(p.padded_width) {
        let output = p.output + 4 * x
        output[3] = 0
        guard x < Int(p.width) else {
            output[0] = 0
            output[1] = 0
            output[2] = 0
            continue
        }
        if p.format == Int32(PANSECB_PLANAR_F32.rawValue) {
            output[0] = value(p.planes.0, x)
            output[1] = value(p.planes.1, x)
            output[2] = value(p.planes.2, x)
            continue
        }
        guard let bytes = p.planes.0?.assumingMemoryBound(to: UInt8.self) else { return }
        let (step, red, green, blue) = layout(p.format)
        output[0] = Float(bytes[x * step + red]) / 255
        output[1] = Float(bytes[x * step + green]) / 255
        output[2] = Float(bytes[x * step + blue]) / 255
    }
}

private func value(_ plane: UnsafeRawPointer?, _ x: Int) -> Float {
    let value = plane?.load(fromByteOffset: 4 * x, as: Float.self) ?? 0
    return value.isNaN ? .nan : value
}

/// Bytes from a pixel to the next, and where in it the colours are.
private func layout(_ format: Int32) -> (step: Int, red: Int, green: Int, blue: Int) {
    switch UInt32(bitPattern: format) {
    case PANSECB_BGR8.rawValue: return (3, 2, 1, 0)
    case PANSECB_RGBA8.rawValue: return (4, 0, 1, 2)
    case PANSECB_BGRA8.rawValue: return (4, 2, 1, 0)
    case PANSECB_GRAY8.rawValue: return (1, 0, 0, 0)
    default: return (3, 0, 1, 2)
    }
}
