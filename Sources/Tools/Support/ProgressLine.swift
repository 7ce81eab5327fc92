import Foundation

/// Tells on standard error how far long work is, how fast it goes and when it will be done. On a terminal one line is
/// drawn over and over; elsewhere, e.g. in a file, a plain line comes every few seconds. Silent for a single item. To
/// be used by one thread at a time.
///
/// It ends with `finish()`, or when the object goes, so that an error message begins a line of its own.
public final class ProgressLine {
    /// Shows nothing, since another process does.
    nonisolated(unsafe) public static var isSilent = false

    private var text: ProgressText
    private var rate = SmoothedRate()
    private let output: ProgressOutput
    private let clock: () -> Double
    private let interval: Double
    private let start: (time: Double, done: Int)
    /// Up to where the rate was measured.
    private var measured: (time: Double, done: Int)
    /// When the line was last shown.
    private var shown = -Double.infinity
    private var isOver = false

    /// - Parameters:
    ///   - total: items of the work; nil where nobody knows.
    ///   - unit: what they are, for the rate: `12.3 img/s`.
    ///   - label: what the work is, e.g. `epoch 3 of 200`.
    ///   - done: items that were done before.
    ///   - plainInterval: seconds between lines where standard error is no terminal.
    public convenience init(
        total: Int?, unit: String = "img", label: String = "", done: Int = 0, plainInterval: Double = 5
    ) {
        self.init(
            total: total, unit: unit, label: label, done: done, plainInterval: plainInterval,
            output: ProgressOutput(descriptor: STDERR_FILENO),
            clock: { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 })
    }

    init(
        total: Int?, unit: String, label: String = "", done: Int = 0, plainInterval: Double, output: ProgressOutput,
        clock: @escaping () -> Double
    ) {
        text = ProgressText(label: label.printable, unit: unit, done: done, total: total)
        self.output = output
        self.clock = clock
        interval = output.isTerminal ? 0.1 : plainInterval
        start = (clock(), done)
        measured = start
    }

    deinit { finish() }

    /// Counts items that are done. The note is anything to be shown with them, e.g. parts of the loss; nil leaves it as
    /// it was.
    public func advance(by count: Int = 1, _ note: String? = nil) {
        text.done += count
        if let note { text.note = note.printable }
        let now = clock()
        // In a file the last line is that of `finish`.
        guard !isOver, now - shown >= interval, output.isTerminal || text.total.map({ text.done < $0 }) ?? true else {
            return
        }
        shown = now
        measure(now)
        text.rate = rate.value
        show()
    }

    /// Takes the line off the terminal, for something else to be printed there; it comes back with the next `advance`.
    public func clear() {
        guard output.isTerminal, shown > -.infinity, !isOver else { return }
        if text.hasMany { output.write("\r\u{1b}[K") }
        shown = -.infinity
    }

    /// Leaves a last line that tells how long it took and the mean rate. A second time it does nothing.
    public func finish(_ note: String? = nil) {
        guard !isOver else { return }
        isOver = true
        if let note { text.note = note.printable }
        measure(clock())
        guard text.done > start.done else { return }
        text.rate = text.elapsed > 0 ? Double(text.done - start.done) / text.elapsed : nil
        text.isOver = true
        show()
        if output.isTerminal, text.hasMany { output.write("\n") }
    }

    /// As text, e.g. `3 min 20 s`.
    public static func duration(_ seconds: Double) -> String { ProgressText.duration(seconds) }

    private func measure(_ now: Double) {
        rate.add(units: text.done - measured.done, seconds: max(now - measured.time, 0))
        measured = (now, text.done)
        text.elapsed = now - start.time
    }

    private func show() {
        guard text.hasMany, !ProgressLine.isSilent else { return }
        // Without the terminal's wrapping, characters of double width cannot make the line go on in the next.
        output.write(
            output.isTerminal
                ? "\r\u{1b}[?7l\(text.line(columns: output.columns))\u{1b}[K\u{1b}[?7h" : text.plain + "\n")
    }
}

/// Where progress is shown.
struct ProgressOutput {
    let descriptor: Int32
    let isTerminal: Bool

    init(descriptor: Int32) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// As wide as the window is now.
    var columns: Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Progress that cannot be shown is no failure of the work.
    func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Foundation.write(descriptor, bytes, bytes.count)
    }
}
