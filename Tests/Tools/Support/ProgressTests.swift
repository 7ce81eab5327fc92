import Foundation
import Testing

@testable import Support

@Suite struct ProgressTextTests {
    private var text = ProgressText(
        label: "epoch 3 of 200", unit: "img", done: 1278, total: 2975, elapsed: 100, rate: 12.345, note: "loss 0.4213")

    @Test func wideTerminal() {
        #expect(
            text.line(columns: 120)
                == "epoch 3 of 200  1278 of 2975  ▕██████████▎             ▏   42 %  12.3 img/s  "
                + "2 min 18 s left  loss 0.4213"
        )
    }

    @Test func narrowTerminals() {
        #expect(text.line(columns: 59).hasPrefix("epoch 3 of 200  1278 of 2975   42 %  12.3 img/s"))
        for columns in 1...140 {
            #expect(text.line(columns: columns).count < max(columns, 2), "\(columns)")
        }
        #expect(text.line(columns: 80).hasSuffix("…"))
        #expect(text.line(columns: 140).hasSuffix("loss 0.4213"))
    }

    @Test func file() {
        #expect(text.plain == "epoch 3 of 200: 1278 of 2975 (42 %), 12.3 img/s, 2 min 18 s left, loss 0.4213")
    }

    @Test func end() {
        var text = text
        text.done = 2975
        text.isOver = true
        #expect(text.plain == "epoch 3 of 200: 2975 of 2975 (100 %), 12.3 img/s, done in 1 min 40 s, loss 0.4213")
        text.done = 2974
        #expect(text.plain.contains("2974 of 2975 (99 %)") && text.plain.contains("stopped after 1 min 40 s"))
    }

    @Test func beginning() {
        #expect(ProgressText(unit: "img", total: 5).plain == "0 of 5 (0 %)")
        #expect(ProgressText(unit: "img", total: 5).line(columns: 80) == "0 of 5  ▕            ▏    0 %")
    }

    @Test(arguments: [
        (123456, "123456 img/s"), (123.4, "123 img/s"), (99.96, "100 img/s"), (99.94, "99.9 img/s"),
        (10.04, "10.0 img/s"),
        (9.996, "10.0 img/s"),
        (1, "1.00 img/s"), (1.06, "1.06 img/s"), (0.1, "0.10 img/s"), (0.05, "20.0 s/img"), (0.0001, "10000 s/img"),
    ])
    func rates(rate: Double, wanted: String) {
        #expect(ProgressText(unit: "img", done: 1, total: 2, rate: rate).plain.contains(", \(wanted), "))
    }

    @Test(arguments: [
        (0, "0 s"), (0.2, "1 s"), (59, "59 s"), (60, "1 min 0 s"), (3599, "59 min 59 s"), (3600, "1 h 0 min"),
        (90061, "25 h 1 min"),
        (1e300, "years"),
    ])
    func durations(seconds: Double, wanted: String) {
        #expect(ProgressText.duration(seconds) == wanted)
    }

    @Test func strangeNumbers() {
        for rate in [0, -1, Double.nan, .infinity, 1e300, 1e-300] {
            for total in [0, -5, Int.max] {
                let text = ProgressText(unit: "img", done: 3, total: total, rate: rate)
                #expect(text.line(columns: 80).count < 80 && !text.plain.isEmpty)
            }
        }
    }

    @Test func rateForgetsAndSmooths() {
        var rate = SmoothedRate()
        #expect(rate.value == nil)
        for _ in 0..<100 { rate.add(units: 1, seconds: 1) }
        #expect(abs(rate.value! - 1) < 1e-9)
        // A halt of 3 seconds changes little, 5 minutes at another speed everything.
        rate.add(units: 0, seconds: 3)
        #expect(rate.value! > 0.85 && rate.value! < 0.95)
        for _ in 0..<300 { rate.add(units: 10, seconds: 1) }
        #expect(abs(rate.value! - 10) < 0.01)
    }
}

@Suite struct ProgressLineTests {
    private final class Clock {
        var now = 1000.0
    }

    @Test func fileGetsALineEveryFewSeconds() throws {
        let lines = try plain { line, clock in
            for _ in 0..<100 {
                clock.now += 1
                line.advance("loss 0.5")
            }
            line.finish()
            line.finish()
            line.advance()
        }
        #expect(lines.count == 1 + 9 + 1)
        #expect(lines[0] == "1 of 100 (1 %), 1.00 img/s, 1 min 39 s left, loss 0.5")
        #expect(lines[1].hasPrefix("11 of 100 (11 %)"))
        #expect(lines.last == "100 of 100 (100 %), 1.00 img/s, done in 1 min 40 s, loss 0.5")
    }

    @Test func whatWasDoneBeforeIsNoSpeed() throws {
        let lines = try plain(done: 80) { line, clock in
            clock.now += 10
            line.advance(by: 5)
            clock.now += 10
            line.finish()
        }
        #expect(
            lines == ["85 of 100 (85 %), 0.50 img/s, 30 s left", "85 of 100 (85 %), 0.25 img/s, stopped after 20 s"])
    }

    @Test func endsWithTheObject() throws {
        let lines = try plain { line, clock in
            clock.now += 1
            line.advance("a\u{1b}[2Jb")
        }
        #expect(lines.count == 2)
        #expect(lines.last?.contains("stopped after 1 s") == true)
        #expect(lines.allSatisfy { !$0.contains("\u{1b}") })
    }

    @Test func silentForOneItem() throws {
        let lines = try plain(total: 1) { line, clock in
            clock.now += 1
            line.advance()
            line.finish()
        }
        #expect(lines == [])
    }

    @Test func silentWhereNothingWasDone() throws {
        #expect(try plain { _, _ in } == [])
    }

    @Test func terminalIsRedrawnTenTimesASecond() throws {
        let terminal = try Terminal(columns: 70), clock = Clock()
        let output = ProgressOutput(descriptor: terminal.inside)
        try #require(output.isTerminal && output.columns == 70)
        let line = ProgressLine(total: 1024, unit: "img", plainInterval: 5, output: output, clock: { clock.now })
        for _ in 0..<1024 {
            clock.now += 1 / 128
            line.advance("loss " + String(repeating: "0.5 ", count: 30))
            terminal.read()
        }
        line.clear()
        line.finish("")
        terminal.readAll()
        let drawn = terminal.shown.replacingOccurrences(of: "\r\n", with: "\n"), frames = drawn.split(separator: "\r")
        // At once, then every 13 of 128 parts of a second; the clearing; the end.
        #expect(frames.count == 1 + 1023 / 13 + 1 + 1)
        #expect(drawn.hasSuffix("\n") && !drawn.dropLast().contains("\n"))
        for frame in frames {
            let shown = frame.replacingOccurrences(of: "\u{1b}\\[(\\?7[lh]|K)", with: "", options: .regularExpression)
            #expect(shown.trimmingCharacters(in: .newlines).count < 70)
        }
        #expect(frames.last?.contains("1024 of 1024") == true && frames.last?.contains("done in 8 s") == true)
    }

    /// The lines of a progress in a file.
    private func plain(total: Int = 100, done: Int = 0, _ body: (ProgressLine, Clock) throws -> Void) throws -> [String]
    {
        var lines: [String] = []
        try withTemporaryFolder { folder in
            let descriptor = open(folder + "/err", O_WRONLY | O_CREAT, 0o600), clock = Clock()
            defer { close(descriptor) }
            do {
                let output = ProgressOutput(descriptor: descriptor)
                #expect(!output.isTerminal)
                try body(
                    ProgressLine(
                        total: total, unit: "img", done: done, plainInterval: 10, output: output, clock: { clock.now }),
                    clock)
            }
            lines = try String(contentsOfFile: folder + "/err", encoding: .utf8).split(separator: "\n").map(String.init)
        }
        return lines
    }
}

/// A terminal without anybody before it.
private final class Terminal {
    private let outside: Int32
    /// What a program writes to.
    let inside: Int32
    private(set) var shown = ""

    init(columns: Int) throws {
        // As posix_openpt, unlockpt and ptsname do, which are not to be seen from Swift.
        outside = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var locked: Int32 = 0, number: Int32 = 0
        let setLock: UInt = 0x4004_5431, getNumber: UInt = 0x8004_5430
        try #require(ioctl(outside, setLock, &locked) == 0 && ioctl(outside, getNumber, &number) == 0)
        inside = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        try #require(inside >= 0)
        var size = winsize(ws_row: 24, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(inside, UInt(TIOCSWINSZ), &size)
    }

    deinit {
        close(inside)
        close(outside)
    }

    /// Must be done now and then: a terminal holds some thousand characters.
    func read() {
        var part = [UInt8](repeating: 0, count: 8192)
        _ = fcntl(outside, F_SETFL, O_NONBLOCK)
        let count = Foundation.read(outside, &part, part.count)
        if count > 0 { shown += String(decoding: part[..<count], as: UTF8.self) }
    }

    /// Reads until nothing has come for a while: the system hands over what was written a little later.
    func readAll() {
        var waiting = pollfd(fd: outside, events: Int16(POLLIN), revents: 0)
        while poll(&waiting, 1, 300) > 0, waiting.revents & Int16(POLLIN) != 0 { read() }
    }
}
