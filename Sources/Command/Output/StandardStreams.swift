import Foundation
import PanSECB

/// What a command says: results on standard output, failures and remarks on standard error. Each text goes out whole
/// and at once, so that a pipe or a log has it when it is said. A text that cannot be written ends nothing: the work
/// goes on, and `exit` tells of the loss.
enum StandardStreams {
    nonisolated(unsafe) private static var output = StandardStream(descriptor: STDOUT_FILENO)
    nonisolated(unsafe) private static var errors = StandardStream(descriptor: STDERR_FILENO)
    private static let lock = NSLock()
    /// Leaves out remarks, which another process makes.
    nonisolated(unsafe) static var isQuiet = false

    /// Comes before anything else opens a file: that file would become the standard stream that is closed, and take its
    /// texts. Instead a file stands there with which reading and writing fail.
    static func prepare() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            // It gets the lowest number that is free, which is this one.
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
        // A reader that goes, or a file that grows too large, is an error of writing, not the end of the program.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
    }

    /// A result.
    static func print(_ text: String = "", terminator: String = "\n") {
        lock.withLock { output.write(text + terminator) }
    }

    /// A remark, without which a result is whole.
    static func note(_ text: String) {
        // Its loss does not count.
        if isQuiet { return }
        lock.withLock { _ = StandardStream.send(text + "\n", to: STDERR_FILENO) }
    }

    static func error(_ error: any Error) {
        failure("pansecb: \((error as? Failure)?.text.description ?? "\(error)")")
    }

    /// The text of a failure as it is.
    static func failure(_ text: String) {
        lock.withLock { errors.write(text + "\n") }
    }

    /// Ends the program. A success is none where a result or a failure's text was lost; a failure keeps its code.
    static func exit(_ code: Int32) -> Never {
        lock.withLock { output.close() }
        // A reader that stops early, as head does, is nothing to talk about.
        if let problem = output.problem, problem != EPIPE {
            error(InputError(status: .cannotWrite, "standard output: \(String(cString: strerror(problem)))"))
        }
        let isLost = output.problem != nil || errors.problem != nil
        Foundation.exit(code == 0 && isLost ? ExitStatus.cannotWrite.rawValue : code)
    }
}

/// One of the two, and whether anything of it was lost.
private struct StandardStream {
    let descriptor: Int32
    /// The number of the first error.
    private(set) var problem: Int32?

    init(descriptor: Int32) { self.descriptor = descriptor }

    mutating func write(_ text: String) { note(StandardStream.send(text, to: descriptor)) }

    /// Some file systems tell only now that there is no room.
    mutating func close() { note(Foundation.close(descriptor) == 0 ? nil : errno) }

    private mutating func note(_ error: Int32?) { problem = problem ?? error }

    /// Nil, or the number of the error.
    static func send(_ text: String, to descriptor: Int32) -> Int32? {
        var text = text
        return text.withUTF8 { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = Foundation.write(descriptor, bytes.baseAddress! + sent, bytes.count - sent)
                if count > 0 {
                    sent += count
                } else if count == 0 {
                    return EIO
                } else if errno == EAGAIN {
                    // Another program made the pipe one that does not wait.
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&ready, 1, -1)
                } else if errno != EINTR {
                    return errno
                }
            }
            return nil
        }
    }
}
