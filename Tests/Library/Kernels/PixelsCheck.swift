import CPanSECB
import CShims
import PanSECB

extension PixelLayout {
    /// Every format that the library knows.
    package static var formats: [pansecb_format] {
        (0..<256).map { pansecb_format(rawValue: $0) }.filter { PixelLayout($0) != nil }
    }
}

extension Check {
    mutating func pixels(_ kernels: pansecb_kernels, _ scalar: pansecb_kernels) {
        for format in PixelLayout.formats {
            guard let layout = PixelLayout(format) else { continue }
            for width in 0...40 { pixels(kernels, scalar, format, layout, width: width) }
        }
        for format in [0, 255, 0x7fff_ffff, 0xffff_ffff] as [UInt32] { unknownPixels(kernels, scalar, format) }
    }

    private mutating func pixels(
        _ kernels: pansecb_kernels, _ scalar: pansecb_kernels, _ format: pansecb_format, _ layout: PixelLayout,
        width: Int
    ) {
        let what = "pixels width \(width) format \(format.rawValue)"
        let bytes = (0..<layout.planes).map { plane in
            Guarded<UInt8>(layout.bytesPerPixel[plane] * width, misalignment: random.int(0...7)) { _ in
                UInt8(random.int(0...255))
            }
        }
        let floats = (0..<layout.planes).map { _ in
            Guarded<Float>(width, misalignment: random.int(0...7)) { _ in random.float() }
        }
        defer { withExtendedLifetime((bytes, floats)) {} }
        let padded = width + random.int(width == 0 ? 1...8 : 0...8)
        let expected = Guarded<Float>(4 * padded), actual = Guarded<Float>(4 * padded, misalignment: random.int(0...7))
        func plane(_ index: Int) -> UnsafeRawPointer? {
            guard index < layout.planes else { return nowhere }
            return layout.alignment == 4 ? UnsafeRawPointer(floats[index].start) : UnsafeRawPointer(bytes[index].start)
        }
        var p = pansecb_pixels()
        p.format = Int32(bitPattern: format.rawValue)
        p.width = Int32(width)
        p.padded_width = Int32(padded)
        p.planes = (plane(0), plane(1), plane(2))
        p.output = expected.start
        scalar.pixels(&p)
        p.output = actual.start
        kernels.pixels(&p)
        compare(expected, actual, tolerance: 0, what)
        // A format that a kernel does not know gives zeros; so many random pixels are not all black.
        guard width >= 8 else { return }
        for output in [expected, actual] {
            expect((0..<4 * width).contains { output[$0] != 0 }, "\(what): the kernel does not know this format")
        }
    }

    /// An unknown format gives zeros, whatever its planes say.
    private mutating func unknownPixels(_ kernels: pansecb_kernels, _ scalar: pansecb_kernels, _ format: UInt32) {
        for kernel in [scalar.pixels, kernels.pixels] {
            let output = Guarded<Float>(4 * 12)
            var p = pansecb_pixels()
            p.format = Int32(bitPattern: format)
            p.width = 10
            p.padded_width = 12
            p.planes = (nowhere, nowhere, nowhere)
            p.output = output.start
            kernel?(&p)
            expect((0..<4 * 12).allSatisfy { output[$0] == 0 } && output.guardsHold, "pixels, unknown format \(format)")
        }
    }
}

/// An address that nothing may be read from.
private var nowhere: UnsafeRawPointer? { UnsafeRawPointer(bitPattern: 1) }
