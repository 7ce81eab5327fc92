import Foundation
import Yams

/// What a text in YAML, of which JSON is a part, says: texts, numbers, yes and no, lists, and values by name. Anything
/// else is refused, above all what makes much of little: aliases.
enum YAMLValue {
    /// Empty for an empty text.
    static func of(_ text: String) throws(TrainingError) -> Any {
        let parser: Parser, node: Node?
        do {
            parser = try Parser(yaml: text)
            node = try parser.singleRoot()
        } catch {
            throw TrainingError(.configuration, "it is neither JSON nor YAML: \(error)")
        }
        // Nodes refer to their anchors weakly; the parser has them.
        defer { withExtendedLifetime(parser) {} }
        guard let node else { return "" }
        return try value(node)
    }

    private static func value(_ node: Node) throws(TrainingError) -> Any {
        func refusal(_ problem: String) -> TrainingError {
            TrainingError(.configuration, (node.mark.map { "line \($0.line): " } ?? "") + problem)
        }
        // An alias comes as the node that it stands for, whose anchor comes first.
        guard node.anchor == nil else { throw refusal("anchors and aliases (& and *) are not read here") }
        switch node {
        case .sequence(let nodes):
            var list: [Any] = []
            for node in nodes { list.append(try value(node)) }
            return list
        case .mapping(let pairs):
            var dictionary: [String: Any] = [:]
            for (key, node) in pairs {
                guard case .scalar(let name) = key, name.anchor == nil else {
                    throw refusal("the name of a setting must be a text")
                }
                dictionary[name.string] = try value(node)
            }
            return dictionary
        case .scalar(let scalar):
            switch node.any {
            case let number as Double where !number.isFinite: throw refusal("\(scalar.string) is no finite number")
            case let value as any Numeric: return value
            case let value as Bool: return value
            case let value as String: return value
            case is NSNull: return NSNull()
            default: throw refusal("\(scalar.string) is neither a text nor a number")
            }
        case .alias: throw refusal("aliases are not read here")
        }
    }
}
