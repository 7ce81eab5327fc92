import Foundation
import PanSECB

/// What a setting may be. It judges what a file says, before that becomes a `TrainingConfiguration`.
struct SettingRule {
    /// What it must be, to be read behind "must be".
    let text: String
    let allows: (Any) -> Bool

    private init(_ text: String, _ allows: @escaping (Any) -> Bool) {
        self.text = text
        self.allows = allows
    }

    /// The rules of all settings, by the names that a file gives them.
    static let all: [String: SettingRule] = [
        "network.architecture": .oneOf(ArchitectureKind.allCases.map(\.slug)),
        "network.width": .oneOf(TrainingConfiguration.Network.widths),
        "network.sigmas": .whole(1...2),
        "data": .text, "classes": .text, "output": .text, "start": .text, "teacher": .text,
        "train": .sources,
        "seed": .whole(0...UInt64.max), "threads": .whole(0...256),
        "epochs": .whole(1...UInt64(TrainingConfiguration.mostEpochs)),
        "batch": .whole(1...256), "accumulate": .whole(1...1024),
        "share": .oneOf(Share.allCases.map(\.rawValue)),
        "crop": .crop,
        "augmentation.flip": .share, "augmentation.on_object": .share,
        "augmentation.scale": .scale,
        "augmentation.colour": .shareBelow1, "augmentation.tint": .shareBelow1, "augmentation.haze": .shareBelow1,
        "augmentation.gamma": .number("a number from 1 to 10") { (1...10).contains($0) },
        "learning_rate": .number("a number above 0 and below 1") { $0 > 0 && $0 < 1 },
        "schedule": .oneOf(["epoch", "step"]),
        "warmup": .factor, "decay": .shareBelow1, "average": .shareBelow1,
        "freeze_statistics": .yesOrNo, "dropout": .yesOrNo,
        "loss.teacher": .share,
        "loss.lovasz": .factor, "loss.semantic_lovasz": .factor, "loss.variance": .factor, "loss.seed": .factor,
        "loss.pulls_to_centre": .yesOrNo, "loss.seeds_on_void": .yesOrNo,
        "loss.weights": .oneOf(TrainingConfiguration.Weights.allCases.map(\.rawValue)),
        // The weight of a class that is nowhere must be a number: 1 / ln(balance).
        "loss.balance": .number("a number above 1 and at most 1000") { $0 > 1 && $0 <= 1000 },
        "validation.split": .text,
        "validation.images": .whole(0...most), "validation.every": .whole(0...most), "validation.pq": .yesOrNo,
        "best": .oneOf(TrainingConfiguration.Measure.allCases.map(\.rawValue)),
        "patience": .whole(0...most), "pictures": .whole(0...most),
    ]

    /// Far above any use, and small enough to count on from.
    private static let most = UInt64(TrainingConfiguration.mostSamples)

    // MARK: kinds

    private static func whole(_ range: ClosedRange<UInt64>) -> SettingRule {
        SettingRule("a whole number from \(range.lowerBound) to \(range.upperBound)") {
            whole($0).map(range.contains) ?? false
        }
    }

    private static func number(_ text: String, _ allows: @escaping (Double) -> Bool) -> SettingRule {
        SettingRule(text) { number($0).map(allows) ?? false }
    }

    private static let share = number("a number from 0 to 1") { (0...1).contains($0) }
    private static let shareBelow1 = number("a number from 0 to 1, and not 1") { (0..<1).contains($0) }
    private static let factor = number("a number from 0 to 1000000") { (0...1e6).contains($0) }
    private static let yesOrNo = SettingRule("true or false") { $0 is Bool }
    private static let text = SettingRule("a text (a number in quotes is one)") { $0 is String }

    private static func oneOf(_ choices: [String]) -> SettingRule {
        SettingRule(listed(choices)) { ($0 as? String).map(choices.contains) ?? false }
    }

    private static func oneOf(_ choices: [Double]) -> SettingRule {
        SettingRule(listed(choices.map { String(format: "%g", $0) })) { number($0).map(choices.contains) ?? false }
    }

    private static func listed(_ choices: [String]) -> String {
        choices.dropLast().joined(separator: ", ") + (choices.count > 1 ? " or " : "") + (choices.last ?? "")
    }

    private static let crop = SettingRule("HEIGHTxWIDTH, multiples of 8 from 16 to 4096") { value in
        let sides =
            (value as? String).map { $0.split(separator: "x", omittingEmptySubsequences: false).map { UInt64($0) } }
            ?? (value as? [Any])?.map(whole) ?? []
        return sides.count == 2 && sides.allSatisfy { $0.map { (16...4096).contains($0) && $0 % 8 == 0 } ?? false }
    }

    private static let scale = SettingRule("[smallest, largest] in 0.05 to 10") { value in
        let ends = ((value as? [Any]) ?? []).compactMap(number)
        return ends.count == 2 && (value as? [Any])?.count == 2 && ends[0] >= 0.05 && ends[0] <= ends[1]
            && ends[1] <= 10
    }

    /// Names of splits; what is in a section is judged one by one.
    private static let sources = SettingRule("a list of 1 to 64 splits, as in [train]") { value in
        (value as? [Any]).map { (1...64).contains($0.count) && $0.allSatisfy { $0 is String || $0 is [String: Any] } }
            ?? false
    }

    /// Those of a split in `train` that is a section.
    static let source: [String: SettingRule] = [
        "split": .text, "samples": .whole(0...most), "labels": .yesOrNo,
    ]

    // MARK: values

    /// Yes and no are no numbers, whatever the reader of JSON says.
    private static func isNumber(_ value: Any) -> Bool { value is any Numeric && !(value is Bool) }

    private static func whole(_ value: Any) -> UInt64? {
        guard isNumber(value) else { return nil }
        if let integer = value as? any BinaryInteger { return UInt64(exactly: integer) }
        return (value as? Double).flatMap { UInt64(exactly: $0) }
    }

    private static func number(_ value: Any) -> Double? {
        guard isNumber(value) else { return nil }
        if let integer = value as? any BinaryInteger { return Double(exactly: integer) }
        return value as? Double
    }

    /// A value as a message quotes it.
    static func quoted(_ value: Any) -> String {
        switch value {
        case let text as String: text.debugDescription
        case let flag as Bool: "\(flag)"
        case let list as [Any]:
            "[\(list.prefix(8).map(quoted).joined(separator: ", "))\(list.count > 8 ? ", ..." : "")]"
        case is [String: Any]: "a section"
        case is NSNull: "nothing"
        default: "\(value)"
        }
    }
}
