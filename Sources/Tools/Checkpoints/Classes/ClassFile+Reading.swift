import Foundation
import PanSECB

extension ClassFile {
    /// An object of the file.
    struct Class {
        var id = 0
        var name = ""
        var color: [UInt8] = []
        var thing = false
        var also: [Int]?
        var semantic: Int?
        var seed: Int?
    }

    /// The objects of a file's text, each field of the type and in the range that it has.
    static func entries(_ bytes: [UInt8]) throws(CheckpointError) -> [Class] {
        let root: JSONValue
        do {
            root = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        } catch {
            throw refusal("it is not JSON\(place(ofErrorIn: bytes))")
        }
        guard case .array(let items) = root else { throw refusal("it is not an array of classes") }
        var classes: [Class] = []
        for (number, item) in items.enumerated() {
            do {
                classes.append(try entry(item))
            } catch {
                throw refusal("class \(number)\(name(of: item)) \(error.problem)")
            }
        }
        return classes
    }

    static func refusal(_ problem: String) -> CheckpointError {
        CheckpointError(.badClasses, problem, fix: "docs/converting.md describes the file of classes")
    }

    private static let required = ["id", "name", "color", "thing"], optional = ["also", "semantic", "seed"]

    private static func entry(_ item: JSONValue) throws(CheckpointError) -> Class {
        guard case .object(let fields) = item else { throw refusal("is not an object {...}") }
        let known = required + optional
        if let unknown = fields.keys.sorted().first(where: { !known.contains($0) }) {
            throw refusal("has a field \(unknown.debugDescription); there are \(known.joined(separator: ", "))")
        }
        if let missing = required.first(where: { fields[$0] == nil }) { throw refusal("lacks \"\(missing)\"") }
        func number(_ value: JSONValue, _ field: String, _ range: ClosedRange<Int>) throws(CheckpointError) -> Int {
            guard case .number(let number) = value else { throw refusal("has no number as \"\(field)\"") }
            guard let whole = Int(exactly: number), range.contains(whole) else {
                throw refusal(
                    "has \(JSONValue.text(number)) in \"\(field)\", which must be a whole number of "
                        + "\(range.lowerBound) to \(range.upperBound)")
            }
            return whole
        }
        func numbers(_ value: JSONValue, _ field: String, _ range: ClosedRange<Int>) throws(CheckpointError) -> [Int] {
            guard case .array(let values) = value else { throw refusal("has no list of numbers as \"\(field)\"") }
            var result: [Int] = []
            for value in values { result.append(try number(value, field, range)) }
            return result
        }
        func given(_ field: String) -> JSONValue? {
            guard let value = fields[field], value != .null else { return nil }
            return value
        }
        var entry = Class()
        if let value = fields["id"] { entry.id = try number(value, "id", 1...ClassEntry.maxLabelID) }
        guard case .string(let name)? = fields["name"] else { throw refusal("has no text as \"name\"") }
        // What follows a zero is lost in C.
        guard !name.utf8.contains(0) else { throw refusal("has a NUL character in \"name\"") }
        entry.name = name
        if let value = fields["color"] { entry.color = try numbers(value, "color", 0...255).map { UInt8($0) } }
        guard case .boolean(let thing)? = fields["thing"] else { throw refusal("has not true or false as \"thing\"") }
        entry.thing = thing
        entry.also = try given("also").map { value throws(CheckpointError) in
            try numbers(value, "also", 0...ClassEntry.maxLabelID)
        }
        let channels = 0...Architecture.maxSemanticChannels - 1, seeds = 0...Architecture.maxThings - 1
        entry.semantic = try given("semantic").map { value throws(CheckpointError) in
            try number(value, "semantic", channels)
        }
        entry.seed = try given("seed").map { value throws(CheckpointError) in try number(value, "seed", seeds) }
        return entry
    }

    private static func name(of item: JSONValue) -> String {
        guard case .object(let fields) = item, case .string(let name)? = fields["name"] else { return "" }
        return " (\(name.debugDescription))"
    }

    /// The line of a fault of syntax, where Foundation tells it.
    private static func place(ofErrorIn bytes: [UInt8]) -> String {
        do {
            _ = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            return ""
        } catch {
            let text = (error as NSError).userInfo["NSDebugDescription"] as? String ?? ""
            let digits = text.split(separator: " ").last.map { $0.filter(\.isNumber) } ?? ""
            let end = text.contains("character") ? Int(digits) ?? bytes.count : bytes.count
            return ": line \(bytes.prefix(end).count { $0 == 10 } + 1) has a fault"
        }
    }
}

/// Any value of JSON.
private enum JSONValue: Decodable, Equatable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let boolean = try? value.decode(Bool.self) {
            self = .boolean(boolean)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let string = try? value.decode(String.self) {
            self = .string(string)
        } else if let array = try? value.decode([JSONValue].self) {
            self = .array(array)
        } else {
            self = .object(try value.decode([String: JSONValue].self))
        }
    }

    /// Whole numbers without a point.
    static func text(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? "\(number)" }
}
