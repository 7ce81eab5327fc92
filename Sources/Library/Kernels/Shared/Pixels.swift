import CPanSECB
import CShims

/// Converts the camera pixels of one row to floats. A missing row or an unknown format gives zeros.
func pixels(_ arguments: UnsafePointer<pansecb_pixels>) {
    let p = arguments.pointee
    let width = convert(p) ? Int(p.width) : 0
    for x in width..<max(width, Int(p.padded_width)) { storePixel(.zero, p.output, x) }
}

/// One loop for each format, so that each is straight-line code. Returns false if there was nothing to convert.
private func convert(_ p: pansecb_pixels) -> Bool {
    guard let bytes = p.planes.0?.assumingMemoryBound(to: UInt8.self) else { return false }
    let width = Int(p.width)
    switch UInt32(bitPattern: p.format) {
    case PANSECB_RGB8.rawValue: interleaved(bytes, width, p.output, step: 3, channels: (0, 1, 2))
    case PANSECB_BGR8.rawValue: interleaved(bytes, width, p.output, step: 3, channels: (2, 1, 0))
    case PANSECB_RGBA8.rawValue: interleaved(bytes, width, p.output, step: 4, channels: (0, 1, 2))
    case PANSECB_BGRA8.rawValue: interleaved(bytes, width, p.output, step: 4, channels: (2, 1, 0))
    case PANSECB_GRAY8.rawValue: interleaved(bytes, width, p.output, step: 1, channels: (0, 0, 0))
    case PANSECB_PLANAR_F32.rawValue: return planarFloats(p)
    default: return false
    }
    return true
}

@inline(__always)
private func interleaved(
    _ bytes: UnsafePointer<UInt8>, _ width: Int, _ output: UnsafeMutablePointer<Float>, step: Int,
    channels: (red: Int, green: Int, blue: Int)
) {
    for x in 0..<width {
        let pixel = bytes + x * step
        storePixel(
            SIMD4(Float(pixel[channels.red]), Float(pixel[channels.green]), Float(pixel[channels.blue]), 0) / 255,
            output, x)
    }
}

private func planarFloats(_ p: pansecb_pixels) -> Bool {
    guard let red = p.planes.0?.assumingMemoryBound(to: Float.self),
        let green = p.planes.1?.assumingMemoryBound(to: Float.self),
        let blue = p.planes.2?.assumingMemoryBound(to: Float.self)
    else { return false }
    for x in 0..<Int(p.width) {
        // All NaNs become the canonical one: bfloat16 rounding could turn others into numbers.
        let pixel = SIMD4(red[x], green[x], blue[x], 0)
        storePixel(pixel.replacing(with: .nan, where: pixel .!= pixel), p.output, x)
    }
    return true
}

@inline(__always) private func storePixel(_ pixel: SIMD4<Float>, _ output: UnsafeMutablePointer<Float>, _ x: Int) {
    UnsafeMutableRawPointer(output + 4 * x).storeBytes(of: pixel, as: SIMD4<Float>.self)
}
