import Foundation
import Support

/// A table of numbers in a text file, for spreadsheets and scripts: a header, then a line for each step.
///
/// Numbers are written with as many digits as it takes to read back the same value; infinite ones and not-a-number as
/// `inf`, `-inf`, `nan`; what was not measured is an empty field. A row is in the file when `append` returns. To be
/// used by one thread at a time.
public final class CSVLog {
    public enum Value: Equatable, Sendable {
        case float(Float)
        case double(Double)
        case integer(Int)
        case none

        fileprivate var text: String {
            switch self {
            case .float(let value): value.description
            case .double(let value): value.description
            case .integer(let value): value.description
            case .none: ""
            }
        }
    }

    public var path: String { file.path }
    /// Names of the columns after the first, which is `step`.
    public let columns: [String]
    private let file: AppendedFile

    /// A new log may find nothing but the header in the file, so that no other run's log is lost. To resume a run, give
    /// its next step: rows from that step on, and a last row that a crash cut off, are dropped. The file then becomes
    /// that of a run without interruption.
    public init(file path: String, columns: [String], keepingRowsBefore step: Int? = nil) throws(LogError) {
        self.columns = columns
        if let bad = columns.first(where: {
            $0.isEmpty || $0.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
        }) {
            throw LogError(.invalidArgument, file: path, "\(bad.debugDescription) cannot name a column")
        }
        let header = (["step"] + columns).joined(separator: ",")
        let old = try Self.content(of: path)
        let new = try old.isEmpty ? [header] : Self.kept(old, header: header, before: step, file: path)
        let bytes = Array((new.joined(separator: "\n") + "\n").utf8)
        do {
            // At once or not at all: a crash here must not lose the rows.
            if bytes != old { try AtomicFile.write(bytes, to: path) }
        } catch {
            throw LogError(.cannotWrite, file: path, error.problem, fix: error.fix)
        }
        file = try AppendedFile(path: path, .existing)
    }

    /// Adds a row, with a value for each column.
    public func append(step: Int, _ values: [Value]) throws(LogError) {
        guard values.count == columns.count else {
            throw LogError(.invalidArgument, file: path, "\(values.count) values for \(columns.count) columns")
        }
        try file.append(Array((([Value.integer(step)] + values).map(\.text).joined(separator: ",") + "\n").utf8))
    }

    /// Returns when everything is on the disk, safe from a power failure.
    public func flush() throws(LogError) { try file.synchronize() }

    /// Ends the file; a second time it does nothing.
    public func close() throws(LogError) { try file.close() }

    /// Nothing where there is no file.
    private static func content(of path: String) throws(LogError) -> [UInt8] {
        guard access(path, F_OK) == 0 else { return [] }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw LogError(.cannotRead, file: path, "the log cannot be read")
        }
        return [UInt8](data)
    }

    /// The header, and the rows of a log before a step.
    private static func kept(_ old: [UInt8], header: String, before step: Int?, file: String) throws(LogError)
        -> [String]
    {
        var lines = old.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard lines[0] == header else {
            throw LogError(
                .otherLog, file: file,
                "the header is \(lines[0].debugDescription), this run has \(header.debugDescription)",
                fix: "Move the file away, or choose another folder")
        }
        let rest = lines.removeLast()  // empty, but for a row that was cut off
        guard let step else {
            guard lines.count <= 1 && (rest.isEmpty || rest == header) else {
                throw LogError(
                    .otherLog, file: file, "this is the log of another run",
                    fix: "Resume that run, move the file away, or choose another folder")
            }
            return [header]
        }
        var kept = [header]
        for (i, line) in lines.enumerated().dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false),
                wanted = header.count { $0 == "," } + 1
            guard fields.count == wanted, let number = Int(fields[0]) else {
                throw LogError(
                    .damaged, file: file, "line \(i + 1) is no row of \(wanted) fields", fix: "Repair or remove it")
            }
            if number < step { kept.append(line) }
        }
        return kept
    }
}
