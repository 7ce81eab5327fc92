import CPanSECB
import CShims

/// Camera pixels of one row to floats; one loop a format, so that each is straight-line code.
func pixels(_ arguments: UnsafePointer<pansecb_pixels>) {
    let p = arguments.pointee
    let width = Int(p.width)
    if let bytes = p.planes.0?.assumingMemoryBound(to: UInt8.self) {
        switch UInt32(bitPattern: p.format) {
        case PANSECB_RGB8.rawValue: interleaved(bytes, width, p.output, step: 3, 0, 1, 2)
        case PANSECB_BGR8.rawValue: interleaved(bytes, width, p.output, step: 3, 2, 1, 0)
        case PANSECB_RGBA8.rawValue: interleaved(bytes, width, p.output, step: 4, 0, 1, 2)
        case PANSECB_BGRA8.rawValue: interleaved(bytes, width, p.output, step: 4, 2, 1, 0)
        case PANSECB_GRAY8.rawValue: interleaved(bytes, width, p.output, step: 1, 0, 0, 0)
        default: planarFloats(p)
        }
    }
    for x in width..<max(width, Int(p.padded_width)) { storePixel(.zero, p.output, x) }
}

@inline(__always)
private func interleaved(
    _ bytes: UnsafePointer<UInt8>, _ width: Int, _ output: UnsafeMutablePointer<Float>, step: Int, _ red: Int,
    _ green: Int, _ blue: Int
) {
    for x in 0..<width {
        let pixel = bytes + x * step
        storePixel(SIMD4(Float(pixel[red]), Float(pixel[green]), Float(pixel[blue]), 0) / 255, output, x)
    }
}

private func planarFloats(_ p: pansecb_pixels) {
    guard let red = p.planes.0?.assumingMemoryBound(to: Float.self),
        let green = p.planes.1?.assumingMemoryBound(to: Float.self),
        let blue = p.planes.2?.assumingMemoryBound(to: Float.self)
    else { return }
    for x in 0..<Int(p.width) {
        // Of all that is not a number one kind goes on: others could become numbers where matrix registers round their
        // bits.
        let pixel = SIMD4(red[x], green[x], blue[x], 0)
        storePixel(pixel.replacing(with: .nan, where: pixel .!= pixel), p.output, x)
    }
}

@inline(__always) private func storePixel(_ pixel: SIMD4<Float>, _ output: UnsafeMutablePointer<Float>, _ x: Int) {
    UnsafeMutableRawPointer(output + 4 * x).storeBytes(of: pixel, as: SIMD4<Float>.self)
}
