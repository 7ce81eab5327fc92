import Foundation
import Images
import Support

/// JSON of a file that nobody should trust. The decoder itself refuses deep nesting.
enum JSONSource {
    /// Bytes of memory that decoding takes, as measured: for each byte of the file, and for each value in it.
    private static let memoryPerByte = 2
    private static let memoryPerValue = 50

    /// - Parameters:
    ///   - limit: bytes that such a file has at most.
    ///   - format: what the file should be, for messages.
    static func decode<Value: Decodable>(
        _: Value.Type, _ path: String, limit: Int, format: String
    ) throws -> Value {
        let bytes = try readFile(path, limit: limit)
        let commas = bytes.withUnsafeBufferPointer { $0.reduce(0) { $0 + ($1 == UInt8(ascii: ",") ? 1 : 0) } }
        try require(memoryPerByte * bytes.count + memoryPerValue * commas, path)
        do { return try JSONDecoder().decode(Value.self, from: Data(bytes)) } catch {
            throw ImportError(
                .damaged, path, problem(error), fix: "A file in the format \(format) is wanted here")
        }
    }

    /// Throws, with the file's name, where so much memory cannot be had.
    static func require(_ bytes: Int, _ path: String) throws {
        do { try PictureMemory.require(bytes) } catch let error as ImageError {
            throw ImageError(error.kind, "\(path): \(error.description)")
        }
    }

    private static func problem(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context): "\(place(context))\"\(key.stringValue)\" is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "\(place(context))a value of another type was expected"
        case DecodingError.dataCorrupted(let context):
            "\(place(context))no JSON that can be read (\(context.debugDescription.prefix(200)))"
        default: "this is no JSON"
        }
    }

    /// As in `annotations[3].segmentation: `.
    private static func place(_ context: DecodingError.Context) -> String {
        guard !context.codingPath.isEmpty else { return "" }
        return context.codingPath.reduce(into: "") { path, key in
            path += key.intValue.map { "[\($0)]" } ?? (path.isEmpty ? "" : ".") + key.stringValue
        } + ": "
    }
}
