import Foundation
import Images
import Video

/// What comes of bytes that somebody writes into a pipe while the stream is read.
func withPipe<Result>(_ bytes: [UInt8], _ body: (Int32) throws -> Result) throws -> Result {
    let pipe = Pipe()
    let thread = Thread {
        try? pipe.fileHandleForWriting.write(contentsOf: Data(bytes)); try? pipe.fileHandleForWriting.close()
    }
    thread.start()
    defer { try? pipe.fileHandleForReading.close() }
    return try body(pipe.fileHandleForReading.fileDescriptor)
}

/// The frames before an error, and the error.
func frames(of bytes: [UInt8]) -> (pictures: [Picture], error: VideoError?) {
    var pictures: [Picture] = []
    do {
        try withPipe(bytes) { descriptor in
            let reader = try VideoReader(descriptor: descriptor, name: "standard input")
            while let picture = try reader.next() { pictures.append(picture) }
        }
        return (pictures, nil)
    } catch {
        return (pictures, error as? VideoError)
    }
}

func stream(_ header: String, _ frames: [[UInt8]]) -> [UInt8] {
    frames.reduce(Array("\(header)\n".utf8)) { $0 + Array("FRAME\n".utf8) + $1 }
}

/// What a writer makes of pictures.
func written(_ header: Y4MHeader, _ pictures: [Picture]) throws -> [UInt8] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("pansecb-" + UUID().uuidString)
    _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    defer { try? FileManager.default.removeItem(at: file) }
    let handle = try FileHandle(forWritingTo: file)
    let writer = Y4MWriter(header, descriptor: handle.fileDescriptor, name: "standard output")
    for picture in pictures { try writer.write(picture) }
    try handle.close()
    return [UInt8](try Data(contentsOf: file))
}

/// Colours that change slowly, so that fewer samples of colour lose little.
func smooth(_ width: Int, _ height: Int) throws -> Picture {
    var pixels: [UInt8] = []
    for y in 0..<height {
        for x in 0..<width { pixels += [UInt8(40 + x), UInt8(200 - 2 * y), UInt8(90 + x / 2 + y / 2)] }
    }
    return try Picture(width: width, height: height, pixels: pixels)
}
