import Foundation

/// JSON as the commands print it.
enum JSONText {
    static func of(_ value: some Encodable) throws -> String { try text(of: value, [.prettyPrinted]) }

    /// The same in one line.
    static func line(of value: some Encodable) throws -> String { try text(of: value, []) }

    private static func text(of value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
