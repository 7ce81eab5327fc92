import Foundation

/// What a progress line says.
struct ProgressText {
    /// What the work is, e.g. `epoch 3 of 200`; may be empty.
    var label = ""
    /// What is counted, e.g. `img`.
    var unit: String
    var done = 0
    /// Nil where nobody knows.
    var total: Int?
    /// Since the beginning, in seconds.
    var elapsed = 0.0
    /// Units a second; nil where nothing was measured yet.
    var rate: Double?
    /// Whatever the caller adds, e.g. the parts of the loss.
    var note = ""
    var isOver = false

    /// For a terminal of that many columns: with a bar where there is room for one, and no wider.
    func line(columns: Int) -> String {
        // Of one width, so that the line does not jump.
        let percent = percent.map { String(repeating: " ", count: 5 - $0.count) + $0 }
        var parts = [count, percent, speed, time].compactMap { $0 }
        if columns >= 60, total != nil { parts.insert(bar(cells: columns >= 100 ? 24 : 12), at: 1) }
        let line = ([label] + parts + [note]).filter { !$0.isEmpty }.joined(separator: "  ")
        // A character in the last column would make some terminals go on in the next line.
        return line.count < columns ? line : String(line.prefix(max(columns - 2, 0))) + "…"
    }

    /// For a file.
    var plain: String {
        let parts = [percent.map { "\(count) (\($0))" } ?? count, speed, time, note].compactMap { $0 }.filter {
            !$0.isEmpty
        }.joined(separator: ", ")
        return label.isEmpty ? parts : "\(label): \(parts)"
    }

    /// A single item is done before anybody would look.
    var hasMany: Bool { total.map { $0 > 1 } ?? (done > 1) }

    private var fraction: Double {
        guard let total, total > 0 else { return 1 }
        return min(max(Double(done) / Double(total), 0), 1)
    }
    private var count: String { total.map { "\(done) of \($0)" } ?? "\(done) \(unit)" }
    /// 100 % only where all is done.
    private var percent: String? { total.map { _ in "\(Int(100 * fraction)) %" } }

    private var speed: String? {
        guard let rate, rate > 0, rate.isFinite else { return nil }
        return rate < 0.1 ? "\(Self.threeDigits(1 / rate)) s/\(unit)" : "\(Self.threeDigits(rate)) \(unit)/s"
    }

    private var time: String? {
        if isOver { return "\(done >= total ?? done ? "done in" : "stopped after") \(Self.duration(elapsed))" }
        guard let total else { return "since \(Self.duration(elapsed))" }
        guard let rate, rate > 0, rate.isFinite else { return nil }
        return "\(Self.duration(Double(max(total - done, 0)) / rate)) left"
    }

    private func bar(cells: Int) -> String {
        let eighths = Int(fraction * Double(8 * cells))
        let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
        let full = String(repeating: "█", count: eighths / 8) + part
        return "▕" + full + String(repeating: " ", count: cells - full.count) + "▏"
    }

    private static func threeDigits(_ value: Double) -> String {
        let decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0
        let scale = [1.0, 10, 100][decimals], scaled = (value * scale).rounded()
        guard decimals > 0, let whole = Int(exactly: scaled) else {
            return scaled < 1e15 ? "\(Int(scaled))" : "\(scaled)"
        }
        let fraction = String(whole % Int(scale))
        return "\(whole / Int(scale))." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }

    static func duration(_ seconds: Double) -> String {
        guard seconds < 1e9 else { return "years" }
        let whole = Int(max(seconds, 0).rounded(.up))
        return whole < 60
            ? "\(whole) s"
            : whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}

/// Units a second, of late: older work counts less and less, so that a slow beginning is forgotten and a short halt
/// does not make the remaining time jump.
struct SmoothedRate {
    /// Seconds after which work counts a third of what it did at first.
    private let memory = 30.0
    private var units = 0.0
    private var seconds = 0.0

    var value: Double? { seconds > 0 ? units / seconds : nil }

    mutating func add(units: Int, seconds: Double) {
        let fading = exp(-seconds / memory)
        self.units = self.units * fading + Double(units)
        self.seconds = self.seconds * fading + seconds
    }
}
