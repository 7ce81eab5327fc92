import Foundation

/// The files that Fixtures/make_fixtures.py writes, and random numbers.
enum Fixture {
    static func decode<Value: Decodable>(_: Value.Type, _ name: String) throws -> Value {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Fixtures/" + name)
        return try JSONDecoder().decode(Value.self, from: Data(contentsOf: path))
    }

    /// An empty folder for the time of a test.
    static func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pansecb-" + UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    struct Random {
        private var state: UInt64

        init(seed: UInt64) { state = seed &* 77 &+ 1 }

        /// 0 ..< `sides`.
        mutating func next(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % sides
        }
    }
}
