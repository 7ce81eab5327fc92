import Foundation
import PanSECB

/// What goes to standard error: failures, and progress of long work.
enum Report {
    static func error(_ error: any Error) {
        let text = (error as? Failure)?.text.description ?? "\(error)"
        FileHandle.standardError.write(Data("pansecb: \(text)\n".utf8))
    }
}

/// A line that tells how far the work is and when it will be done. On a terminal it is written over; elsewhere a line comes
/// every few seconds. Silent for a single item.
struct Progress {
    private let total: Int
    private var done = 0
    private let start = Date()
    private var last = Date.distantPast
    private let isTerminal = isatty(STDERR_FILENO) == 1

    init(total: Int) { self.total = total }

    mutating func advance(_ item: String) {
        done += 1
        guard total > 1 else { return }
        let now = Date(), finished = done == total
        guard finished || now.timeIntervalSince(last) > (isTerminal ? 0.1 : 5) else { return }
        last = now
        let perItem = now.timeIntervalSince(start) / Double(done)
        let left = Progress.duration(perItem * Double(total - done))
        let line = "\(done) of \(total), \(finished ? "done in \(Progress.duration(now.timeIntervalSince(start)))" : "\(left) left")  \(item)"
        FileHandle.standardError.write(Data((isTerminal ? "\r\u{1b}[K\(line)\(finished ? "\n" : "")" : "\(line)\n").utf8))
    }

    static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        return whole < 60 ? "\(whole) s" : whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}
