import CPanSECB

// Checks of callers' arguments, before anything is read through them.

/// The largest stride allowed, so that its product with a row number and an element's size does not overflow.
private let largestStride: UInt = 1 << 40

enum ImageCheck {
    static func check(_ image: pansecb_image, maxWidth: Int, maxHeight: Int) throws(Failure) {
        let width = Int(image.width), height = Int(image.height)
        guard width >= 1, height >= 1 else {
            throw Failure(PANSECB_INVALID_ARGUMENT, "image: size \(width) x \(height), sides begin at 1")
        }
        guard width <= maxWidth, height <= maxHeight else {
            throw Failure(
                PANSECB_LIMIT, "image: size \(width) x \(height), the session was made for \(maxWidth) x \(maxHeight)")
        }
        guard let layout = PixelLayout(image.format) else {
            throw Failure(PANSECB_UNSUPPORTED, "image: format \(image.format.rawValue) is unknown")
        }
        func check(_ plane: Int, _ start: UnsafeRawPointer?, _ stride: Int) throws(Failure) {
            guard plane < layout.planes else { return }
            try ImageCheck.check(
                start, stride, rowBytes: layout.bytesPerPixel[plane] * width,
                rows: layout.rows(ofPlane: plane, height: height), alignment: layout.alignment, plane)
        }
        try check(0, image.planes.0, image.strides.0)
        try check(1, image.planes.1, image.strides.1)
        try check(2, image.planes.2, image.strides.2)
    }

    private static func check(
        _ start: UnsafeRawPointer?, _ stride: Int, rowBytes: Int, rows: Int, alignment: Int, _ plane: Int
    ) throws(Failure) {
        guard let start else { throw Failure(PANSECB_INVALID_ARGUMENT, "image: plane \(plane) is NULL") }
        guard UInt(bitPattern: start) % UInt(alignment) == 0 else {
            throw Failure(PANSECB_INVALID_ARGUMENT, "image: plane \(plane) is not aligned to \(alignment) bytes")
        }
        // One row needs no stride.
        guard rows > 1 else { return }
        guard stride.magnitude >= UInt(rowBytes), stride.magnitude <= largestStride else {
            throw Failure(
                PANSECB_INVALID_ARGUMENT,
                "image: plane \(plane) has a stride of \(stride) bytes, its rows have \(rowBytes)")
        }
        guard stride % alignment == 0 else {
            throw Failure(
                PANSECB_INVALID_ARGUMENT,
                "image: plane \(plane) has a stride of \(stride) bytes, no multiple of \(alignment)")
        }
    }
}

enum OutputCheck {
    /// Checks the buffers of raw outputs.
    static func check(_ outputs: UnsafePointer<Float>?, _ name: StaticString) throws(Failure) {
        guard UInt(bitPattern: outputs) % 4 == 0 else {
            throw Failure(PANSECB_INVALID_ARGUMENT, "\(name): not aligned to 4 bytes")
        }
    }
}

enum ResultCheck {
    /// Checks options and the buffers of results; returns the options.
    static func check(_ options: pansecb_options, _ result: pansecb_result, width: Int, height: Int) throws(Failure)
        -> pansecb_options
    {
        if let wrong = options.wrongField {
            throw Failure(PANSECB_INVALID_ARGUMENT, "options: \(wrong) is out of range")
        }
        try check(result.class_map, stride: result.class_stride, bytes: 1, width: width, height: height, "class")
        try check(
            result.instance_map, stride: result.instance_stride, bytes: 4, width: width, height: height, "instance")
        try check(
            result.panoptic_map, stride: result.panoptic_stride, bytes: 4, width: width, height: height, "panoptic")
        try check(
            result.confidence_map, stride: result.confidence_stride, bytes: 4, width: width, height: height,
            "confidence")
        if let rows = result.segments {
            guard UInt(bitPattern: rows) % 4 == 0, result.segment_size % 4 == 0 else {
                throw Failure(PANSECB_INVALID_ARGUMENT, "result: segments are not aligned to 4 bytes")
            }
        }
        return options
    }

    private static func check<Element>(
        _ map: UnsafeMutablePointer<Element>?, stride: Int, bytes: UInt, width: Int, height: Int,
        _ name: StaticString
    ) throws(Failure) {
        guard let map else { return }
        // One row needs no stride.
        guard height == 1 || (stride.magnitude >= UInt(width) && stride.magnitude <= largestStride) else {
            throw Failure(
                PANSECB_INVALID_ARGUMENT, "result: \(name)_stride is \(stride), the image has \(width) pixels a row")
        }
        guard UInt(bitPattern: map) % bytes == 0 else {
            throw Failure(PANSECB_INVALID_ARGUMENT, "result: \(name)_map is not aligned to \(bytes) bytes")
        }
    }
}
