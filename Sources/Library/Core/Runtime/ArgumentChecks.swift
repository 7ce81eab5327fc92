import CPanSECB

/// Checks of what callers hand in, before anything is read through it.
enum ImageCheck {
    /// The image with unused planes cleared.
    static func check(_ image: pansecb_image, maxWidth: Int, maxHeight: Int) throws(Failure) -> pansecb_image {
        let width = Int(image.width), height = Int(image.height)
        guard width >= 1, height >= 1 else {
            throw Failure(PANSECB_INVALID_ARGUMENT, "image: size \(width) x \(height), sides begin at 1")
        }
        guard width <= maxWidth, height <= maxHeight else {
            throw Failure(
                PANSECB_LIMIT, "image: size \(width) x \(height), the session was made for \(maxWidth) x \(maxHeight)")
        }
        guard let bytes = bytesPerPixel(image.format) else {
            throw Failure(PANSECB_UNSUPPORTED, "image: format \(image.format.rawValue) is unknown")
        }
        let planar = image.format == PANSECB_PLANAR_F32
        try check(image.planes.0, image.strides.0, bytes * width, planar, height, "plane 0")
        guard planar else { return image }
        try check(image.planes.1, image.strides.1, bytes * width, true, height, "plane 1")
        try check(image.planes.2, image.strides.2, bytes * width, true, height, "plane 2")
        return image
    }

    private static func bytesPerPixel(_ format: pansecb_format) -> Int? {
        switch format {
        case PANSECB_RGB8, PANSECB_BGR8: return 3
        case PANSECB_RGBA8, PANSECB_BGRA8, PANSECB_PLANAR_F32: return 4
        case PANSECB_GRAY8: return 1
        default: return nil
        }
    }

    private static func check(
        _ plane: UnsafeRawPointer?, _ stride: Int, _ rowBytes: Int, _ floats: Bool, _ height: Int, _ name: StaticString
    ) throws(Failure) {
        guard let plane else { throw Failure(PANSECB_INVALID_ARGUMENT, "image: \(name) is NULL") }
        guard height == 1 || stride.magnitude >= UInt(rowBytes) else {
            throw Failure(
                PANSECB_INVALID_ARGUMENT, "image: \(name) has a stride of \(stride) bytes, its rows have \(rowBytes)")
        }
        guard stride.magnitude <= 1 << 40 else {
            throw Failure(PANSECB_INVALID_ARGUMENT, "image: \(name) has a stride of \(stride) bytes")
        }
        guard !floats || (UInt(bitPattern: plane) % 4 == 0 && stride % 4 == 0) else {
            throw Failure(PANSECB_INVALID_ARGUMENT, "image: \(name) or its stride is not aligned to 4 bytes")
        }
    }
}

enum ResultCheck {
    /// Checks options and where results go; returns the options.
    static func check(_ options: pansecb_options, _ result: pansecb_result, width: Int) throws(Failure)
        -> pansecb_options
    {
        if let wrong = options.wrongField {
            throw Failure(PANSECB_INVALID_ARGUMENT, "options: \(wrong) is out of range")
        }
        try check(result.class_map, result.class_stride, 1, width, "class")
        try check(result.instance_map, result.instance_stride, 4, width, "instance")
        try check(result.panoptic_map, result.panoptic_stride, 4, width, "panoptic")
        try check(result.confidence_map, result.confidence_stride, 4, width, "confidence")
        if let rows = result.segments {
            guard UInt(bitPattern: rows) % 4 == 0, result.segment_size % 4 == 0 else {
                throw Failure(PANSECB_INVALID_ARGUMENT, "result: segments are not aligned to 4 bytes")
            }
        }
        return options
    }

    private static func check<Element>(
        _ map: UnsafeMutablePointer<Element>?, _ stride: Int, _ bytes: UInt, _ width: Int, _ name: StaticString
    ) throws(Failure) {
        guard let map else { return }
        guard stride.magnitude >= UInt(width), stride.magnitude <= 1 << 40 else {
            throw Failure(
                PANSECB_INVALID_ARGUMENT, "result: \(name)_stride is \(stride), the image has \(width) pixels a row")
        }
        guard UInt(bitPattern: map) % bytes == 0 else {
            throw Failure(PANSECB_INVALID_ARGUMENT, "result: \(name)_map is not aligned to \(bytes) bytes")
        }
    }
}
