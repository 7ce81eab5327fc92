import Foundation

/// The files that Fixtures/make_fixtures.py writes, and the formula of their pixels.
enum Fixture {
    static let width = 23
    static let height = 17

    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/" + name).path
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
    }

    static func value(_ x: Int, _ y: Int, _ channel: Int, bits: Int) -> Int {
        bits == 16 ? (x * 2111 + y * 977 + channel * 20011) % 65536 : (x * 11 + y * 5 + channel * 71) % (1 << bits)
    }

    /// `channels` numbers a pixel.
    static func pixels<Value>(channels: Int, _ value: (_ x: Int, _ y: Int, _ channel: Int) -> Value) -> [Value] {
        (0..<height).flatMap { y in (0..<width).flatMap { x in (0..<channels).map { value(x, y, $0) } } }
    }

    /// A value of so many bits as one of eight.
    static func eightBits(_ value: Int, of bits: Int) -> UInt8 {
        let largest = (1 << bits) - 1
        return UInt8((value * 255 + largest / 2) / largest)
    }
}

/// An empty folder for the time of a test.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pansecb-" + UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
}
