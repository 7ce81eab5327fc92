import CPanSECB
import CShims

/// Readable twin of the pixel kernel: bytes are divided by 255, as in training.
func pixelsScalar(_ arguments: UnsafePointer<pansecb_pixels>) {
    let p = arguments.pointee
    for x in 0..<Int(p.padded_width) {
        let output = p.output + 4 * x, (red, green, blue) = x < Int(p.width) ? colours(p, x) : (0, 0, 0)
        output[0] = red
        output[1] = green
        output[2] = blue
        output[3] = 0
    }
}

/// Zeros for a missing row or an unknown format.
private func colours(_ p: pansecb_pixels, _ x: Int) -> (red: Float, green: Float, blue: Float) {
    if p.format == Int32(PANSECB_PLANAR_F32.rawValue) {
        guard let red = p.planes.0, let green = p.planes.1, let blue = p.planes.2 else { return (0, 0, 0) }
        return (number(red, x), number(green, x), number(blue, x))
    }
    guard let bytes = p.planes.0?.assumingMemoryBound(to: UInt8.self), let (step, red, green, blue) = layout(p.format)
    else { return (0, 0, 0) }
    return (
        Float(bytes[x * step + red]) / 255, Float(bytes[x * step + green]) / 255, Float(bytes[x * step + blue]) / 255
    )
}

private func number(_ plane: UnsafeRawPointer, _ x: Int) -> Float {
    let value = plane.load(fromByteOffset: 4 * x, as: Float.self)
    return value.isNaN ? .nan : value
}

/// Bytes from a pixel to the next, and the places of the colours in it; nil for an unknown format.
private func layout(_ format: Int32) -> (step: Int, red: Int, green: Int, blue: Int)? {
    switch UInt32(bitPattern: format) {
    case PANSECB_RGB8.rawValue: return (3, 0, 1, 2)
    case PANSECB_BGR8.rawValue: return (3, 2, 1, 0)
    case PANSECB_RGBA8.rawValue: return (4, 0, 1, 2)
    case PANSECB_BGRA8.rawValue: return (4, 2, 1, 0)
    case PANSECB_GRAY8.rawValue: return (1, 0, 0, 0)
    default: return nil
    }
}
