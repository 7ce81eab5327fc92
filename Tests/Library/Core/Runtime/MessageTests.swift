import Foundation
import Testing

@testable import PanSECB

@Suite struct MessageTests {
    @Test func integersOfEveryType() {
        func expect<Number: FixedWidthInteger>(_: Number.Type) {
            for number in [Number.min, .max, 0, 1, 9, 10, 99, 100, 127, Number.max / 10, Number.min / 10] {
                let message: Message = "<\(number)>"
                #expect("\(message)" == "<" + String(number) + ">")
            }
        }
        expect(Int8.self)
        expect(Int16.self)
        expect(Int32.self)
        expect(Int64.self)
        expect(Int.self)
        expect(UInt8.self)
        expect(UInt16.self)
        expect(UInt32.self)
        expect(UInt64.self)
        expect(UInt.self)
        for power in 0..<19 {
            let number = (0..<power).reduce(1) { product, _ in product * 10 }
            #expect("\("\(number) \(number - 1) \(-number)" as Message)" == "\(number) \(number - 1) \(-number)")
        }
    }

    @Test func textsOfEveryKind() {
        let inner: Message = "in \(1)", string = "string: ä", literal: StaticString = "static: ö"
        "C: ü".withCString { text in
            let message: Message = "\(inner), \(string), \(literal), \(text)"
            #expect("\(message)" == "in 1, string: ä, static: ö, C: ü")
        }
        #expect("\("" as Message)".isEmpty)
    }

    /// What does not fit is cut off, byte by byte, wherever it comes from.
    @Test(arguments: 245...265)
    func textsAreCutAtCapacity(length: Int) {
        let text = String(repeating: "x", count: length), whole = text + "-9223372036854775808" + text
        let expected = Array(whole.utf8.prefix(Message.capacity))
        text.withCString { pointer in
            for message: Message in ["\(text)\(Int.min)\(text)", "\(pointer)\(Int.min)\(pointer)"] {
                var bytes: [UInt8] = []
                message.forEachByte { bytes.append($0) }
                #expect(bytes == expected)
                #expect(
                    "\("\(message)y" as Message)" == String(decoding: (expected + [121]).prefix(255), as: UTF8.self))
            }
        }
    }
}
