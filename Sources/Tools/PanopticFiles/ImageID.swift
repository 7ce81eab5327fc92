/// What tells images apart: a name in Cityscapes, a number in COCO.
public enum ImageID: Hashable, Codable, Sendable, CustomStringConvertible {
    case name(String)
    case number(Int)

    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let number = try? value.decode(Int.self) {
            self = .number(number)
        } else {
            self = .name(try value.decode(String.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .name(let name): try value.encode(name)
        case .number(let number): try value.encode(number)
        }
    }

    public var description: String {
        switch self {
        case .name(let name): name
        case .number(let number): "\(number)"
        }
    }
}
