/// Yes or no: 1 or 0 in the panoptic format. Some programs write true and false, which are read too.
public struct YesOrNo: Codable, Equatable, Sendable, ExpressibleByBooleanLiteral {
    public var isSet: Bool

    public init(_ isSet: Bool) { self.isSet = isSet }

    public init(booleanLiteral isSet: Bool) { self.isSet = isSet }

    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let isSet = try? value.decode(Bool.self) {
            self.isSet = isSet
        } else {
            isSet = try value.decode(Int.self) == 1
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(isSet ? 1 : 0)
    }
}
