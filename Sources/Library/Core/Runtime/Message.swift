/// A short text of fixed capacity, written like an interpolated string, so that reporting a failure needs no
/// allocation. Text that does not fit is cut off.
public struct Message: ExpressibleByStringInterpolation, Sendable {
    public static let capacity = 255

    private var bytes = InlineArray<255, UInt8>(repeating: 0)
    private var count = 0

    public init(stringLiteral value: StaticString) { append(value) }

    public init(stringInterpolation: Interpolation) { self = stringInterpolation.message }

    fileprivate init() {}

    public func forEachByte(_ body: (UInt8) -> Void) {
        for i in 0..<count { body(bytes[i]) }
    }

    fileprivate mutating func append(_ byte: UInt8) {
        guard count < Message.capacity else { return }
        bytes[count] = byte
        count += 1
    }

    fileprivate mutating func append(_ text: StaticString) {
        for i in 0..<text.utf8CodeUnitCount { append(text.utf8Start[i]) }
    }

    public struct Interpolation: StringInterpolationProtocol {
        fileprivate var message = Message()

        public init(literalCapacity: Int, interpolationCount: Int) {}

        public mutating func appendLiteral(_ literal: StaticString) { message.append(literal) }

        public mutating func appendInterpolation(_ text: StaticString) { message.append(text) }

        public mutating func appendInterpolation(_ text: Message) { text.forEachByte { message.append($0) } }

        public mutating func appendInterpolation(_ text: String) {
            for byte in text.utf8 { message.append(byte) }
        }

        /// Appends bytes up to a 0.
        public mutating func appendInterpolation(_ text: UnsafePointer<CChar>) {
            var i = 0
            while text[i] != 0 {
                message.append(UInt8(bitPattern: text[i]))
                i += 1
            }
        }

        public mutating func appendInterpolation(_ number: some FixedWidthInteger) {
            if number < 0 { message.append(UInt8(ascii: "-")) }
            var rest = UInt64(truncatingIfNeeded: number.magnitude), power: UInt64 = 1
            while rest / power >= 10 { power *= 10 }
            while power > 0 {
                message.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / power))
                rest %= power
                power /= 10
            }
        }
    }
}

extension Message: CustomStringConvertible {
    /// The text as a string, for callers that may allocate.
    public var description: String {
        var copy: [UInt8] = []
        forEachByte { copy.append($0) }
        return String(decoding: copy, as: UTF8.self)
    }
}
