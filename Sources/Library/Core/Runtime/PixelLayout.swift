import CPanSECB

/// How the pixels of a format lie in memory; nothing else defines it. Argument checks, row addresses and the list of
/// formats for kernel checks come from here. Fields of an image that its format does not use are never read.
package struct PixelLayout {
    /// Planes of the format, 1 ... 3; an image's other planes are ignored.
    package let planes: Int
    /// Bytes from a pixel to the next, in each plane.
    package let bytesPerPixel: SIMD4<Int>
    /// Rows of the image for each row of a plane.
    package let verticalStep: SIMD4<Int>
    /// Required alignment of planes' addresses and strides, in bytes.
    package let alignment: Int

    /// The layout of a format; nil for an unknown one.
    package init?(_ format: pansecb_format) {
        switch format {
        case PANSECB_RGB8, PANSECB_BGR8: self.init(planes: 1, bytesPerPixel: 3)
        case PANSECB_RGBA8, PANSECB_BGRA8: self.init(planes: 1, bytesPerPixel: 4)
        case PANSECB_GRAY8: self.init(planes: 1, bytesPerPixel: 1)
        case PANSECB_PLANAR_F32: self.init(planes: 3, bytesPerPixel: 4, alignment: 4)
        default: return nil
        }
    }

    /// A format whose planes are all alike.
    private init(planes: Int, bytesPerPixel: Int, alignment: Int = 1) {
        self.planes = planes
        self.bytesPerPixel = SIMD4(repeating: bytesPerPixel)
        verticalStep = SIMD4(repeating: 1)
        self.alignment = alignment
    }

    /// Rows of a plane of an image of `height` rows.
    package func rows(ofPlane plane: Int, height: Int) -> Int {
        (height + verticalStep[plane] - 1) / verticalStep[plane]
    }
}

extension pansecb_image {
    typealias Rows = (UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?)

    /// The start of row `y` in each plane of an image that has passed `ImageCheck`; nil for planes that its format
    /// lacks.
    func rows(at y: Int) -> Rows {
        guard let layout = PixelLayout(format) else { return (nil, nil, nil) }
        func row(_ plane: Int, _ start: UnsafeRawPointer?, _ stride: Int) -> UnsafeRawPointer? {
            guard plane < layout.planes else { return nil }
            let row = y / layout.verticalStep[plane]
            // A plane of one row may have any stride.
            return row == 0 ? start : start.map { $0 + row * stride }
        }
        return (row(0, planes.0, strides.0), row(1, planes.1, strides.1), row(2, planes.2, strides.2))
    }
}
