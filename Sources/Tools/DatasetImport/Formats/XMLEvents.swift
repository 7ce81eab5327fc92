import CExpat
import Foundation

/// Elements of an XML file in their order, read by expat. A file with a document type, which could define entities
/// without end, is refused; so is deep nesting.
enum XMLEvents {
    enum Event {
        case start(String, [String: String])
        case text(String)
        case end(String)
    }

    private static let maxDepth = 64

    /// - Parameter body: what it throws ends the reading.
    static func read(_ bytes: [UInt8], path: String, _ body: (Event) throws -> Void) throws {
        guard let parser = XML_ParserCreate(nil) else { throw ImportError(.limit, path, "no memory for reading it") }
        defer { XML_ParserFree(parser) }
        try withoutActuallyEscaping(body) { body in
            let reading = Reading(parser, body)
            XML_SetUserData(parser, Unmanaged.passUnretained(reading).toOpaque())
            XML_SetElementHandler(
                parser,
                { Reading.of($0).start($1, $2) },
                { data, name in Reading.of(data).end(name) })
            XML_SetCharacterDataHandler(parser) { data, text, count in
                guard let text else { return }
                let bytes = UnsafeRawBufferPointer(start: text, count: Int(count))
                Reading.of(data).send(.text(String(decoding: bytes, as: UTF8.self)))
            }
            XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
                Reading.of(data).stop(ShapeFault("a document type, which such files do not have"))
            }
            var done = 0, status = XML_STATUS_OK
            repeat {
                let count = min(bytes.count - done, 1 << 20)
                status = bytes.withUnsafeBytes {
                    XML_Parse(
                        parser, $0.baseAddress?.advanced(by: done).assumingMemoryBound(to: CChar.self), Int32(count),
                        done + count == bytes.count ? 1 : 0)
                }
                done += count
            } while status == XML_STATUS_OK && done < bytes.count
            let line = XML_GetCurrentLineNumber(parser)
            if let fault = reading.fault as? ShapeFault {
                throw ImportError(fault.kind, path, "line \(line): \(fault.problem)")
            }
            if let fault = reading.fault { throw fault }
            guard status == XML_STATUS_OK else {
                let text = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "no XML"
                throw ImportError(.damaged, path, "line \(line): \(text)", fix: "An XML file is wanted here")
            }
            withExtendedLifetime(reading) {}
        }
    }

    private final class Reading {
        private let parser: XML_Parser
        private let body: (Event) throws -> Void
        private var depth = 0
        private(set) var fault: (any Error)?

        init(_ parser: XML_Parser, _ body: @escaping (Event) throws -> Void) {
            self.parser = parser
            self.body = body
        }

        static func of(_ data: UnsafeMutableRawPointer?) -> Reading {
            Unmanaged<Reading>.fromOpaque(data!).takeUnretainedValue()
        }

        func start(_ name: UnsafePointer<CChar>?, _ list: UnsafeMutablePointer<UnsafePointer<CChar>?>?) {
            depth += 1
            guard depth <= maxDepth else { return stop(ShapeFault("elements in more than \(maxDepth) others")) }
            // Names and values in turn, then a null. No name occurs twice: expat refuses that.
            var attributes: [String: String] = [:], place = 0
            while let list, let name = list[place], let value = list[place + 1] {
                attributes[String(cString: name)] = String(cString: value)
                place += 2
            }
            send(.start(name.map { String(cString: $0) } ?? "", attributes))
        }

        func end(_ name: UnsafePointer<CChar>?) {
            depth -= 1
            send(.end(name.map { String(cString: $0) } ?? ""))
        }

        func send(_ event: Event) {
            guard fault == nil else { return }
            do { try body(event) } catch { stop(error) }
        }

        func stop(_ error: any Error) {
            fault = fault ?? error
            XML_StopParser(parser, 0)
        }
    }
}
