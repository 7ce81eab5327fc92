import CImages
import Foundation

extension Picture {
    /// Reads a PNG or JPEG file, whichever its content is. Transparency is dropped; a JPEG is turned upright.
    public init(contentsOf path: String) throws {
        self.init(data: try load(UInt8.self, as: PANSECB_PICTURE_RGB8, path: path))
    }

    /// The same from the bytes of a file.
    public init(decoding bytes: [UInt8]) throws {
        self.init(data: try load(UInt8.self, as: PANSECB_PICTURE_RGB8, bytes: bytes))
    }

    private init(data: Loaded<UInt8>) {
        self.init(data.width, data.height, data.values)
    }

    /// Writes a PNG file; on failure what was at `path` is still there.
    public func writePNG(to path: String) throws {
        try write(pixels, as: PANSECB_PICTURE_RGB8, width: width, height: height, bytesPerPixel: 3, path: path)
    }

    /// The bytes of a PNG file.
    public func encodedPNG() throws -> [UInt8] {
        try encoded { pansecb_picture_write_memory(&$0, &$1, &$2, $3.baseAddress, $3.count) }
    }

    /// The bytes of a JPEG file without subsampling. Throws where the quality is not 1 ... 100.
    public func encodedJPEG(quality: Int) throws -> [UInt8] {
        let quality = Int32(clamping: quality)
        return try encoded { pansecb_picture_write_jpeg_memory(&$0, quality, &$1, &$2, $3.baseAddress, $3.count) }
    }

    private func encoded(
        _ write: (inout pansecb_picture, inout UnsafeMutableRawPointer?, inout Int, ErrorText) -> pansecb_picture_status
    ) throws -> [UInt8] {
        var data: UnsafeMutableRawPointer?, size = 0
        defer { free(data) }
        try pixels.withUnsafeBytes { bytes in
            var picture = pansecb_picture_of(
                PANSECB_PICTURE_RGB8, bytes.baseAddress, UInt32(width), UInt32(height), 3 * width)
            try check { write(&picture, &data, &size, $0) }
        }
        return [UInt8](UnsafeRawBufferPointer(start: data, count: size))
    }
}

extension LabelMap {
    /// Reads a grey PNG file, values as stored, or the indices of one with a palette.
    public init(contentsOf path: String) throws {
        let data = try load(Label.self, as: Self.format, path: path)
        self.init(data.width, data.height, data.values)
    }

    /// The same from the bytes of a file.
    public init(decoding bytes: [UInt8]) throws {
        let data = try load(Label.self, as: Self.format, bytes: bytes)
        self.init(data.width, data.height, data.values)
    }

    /// Writes a grey PNG file; on failure what was at `path` is still there.
    public func writePNG(to path: String) throws {
        try write(
            labels, as: Self.format, width: width, height: height, bytesPerPixel: MemoryLayout<Label>.size, path: path)
    }

    private static var format: pansecb_picture_format {
        MemoryLayout<Label>.size == 1 ? PANSECB_PICTURE_GRAY8 : PANSECB_PICTURE_GRAY16
    }
}

// MARK: - Over the C functions

private struct Loaded<Value> {
    var width: Int
    var height: Int
    var values: [Value]
}

private func load<Value>(_: Value.Type, as format: pansecb_picture_format, path: String) throws -> Loaded<Value> {
    do {
        return try load { pansecb_picture_read(path, format, &$0, $1.baseAddress, $1.count) }
    } catch let error as ImageError where error.kind == .outOfMemory && !error.description.hasPrefix(path) {
        throw ImageError(error.kind, "\(path): \(error.description)")
    }
}

private func load<Value>(_: Value.Type, as format: pansecb_picture_format, bytes: [UInt8]) throws -> Loaded<Value> {
    try load { pansecb_picture_read_memory(bytes, bytes.count, format, &$0, $1.baseAddress, $1.count) }
}

private typealias ErrorText = UnsafeMutableBufferPointer<CChar>

private func load<Value>(_ read: (inout pansecb_picture, ErrorText) -> pansecb_picture_status) throws -> Loaded<Value> {
    var picture = pansecb_picture_empty()
    defer { pansecb_picture_release(&picture) }
    try check { read(&picture, $0) }
    let bytes = picture.stride * Int(picture.height)
    try PictureMemory.require(bytes)
    let values = [Value](unsafeUninitializedCapacity: bytes / MemoryLayout<Value>.stride) { values, count in
        UnsafeMutableRawBufferPointer(values).copyMemory(
            from: UnsafeRawBufferPointer(start: picture.pixels, count: bytes))
        count = bytes / MemoryLayout<Value>.stride
    }
    return Loaded(width: Int(picture.width), height: Int(picture.height), values: values)
}

private func write<Value>(
    _ values: [Value], as format: pansecb_picture_format, width: Int, height: Int, bytesPerPixel: Int, path: String
) throws {
    try values.withUnsafeBytes { bytes in
        var picture = pansecb_picture_of(
            format, bytes.baseAddress, UInt32(width), UInt32(height), width * bytesPerPixel)
        try check { pansecb_picture_write_png(path, &picture, $0.baseAddress, $0.count) }
    }
}

/// Turns a failed call into an error.
private func check(_ call: (ErrorText) -> pansecb_picture_status) throws {
    try withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { text in
        text.initialize(repeating: 0)
        let status = call(text)
        guard status != PANSECB_PICTURE_OK else { return }
        throw ImageError(kind(of: status), String(cString: text.baseAddress!))
    }
}

private func kind(of status: pansecb_picture_status) -> ImageError.Kind {
    switch status {
    case PANSECB_PICTURE_OUT_OF_MEMORY: .outOfMemory
    case PANSECB_PICTURE_CANNOT_READ: .cannotRead
    case PANSECB_PICTURE_UNKNOWN_FORMAT: .unknownFormat
    case PANSECB_PICTURE_DAMAGED: .damaged
    case PANSECB_PICTURE_LIMIT: .limit
    case PANSECB_PICTURE_UNSUPPORTED: .unsupported
    case PANSECB_PICTURE_CANNOT_WRITE: .cannotWrite
    default: .invalidArgument
    }
}
