import Checkpoints
import Foundation

/// Reads configurations. Every setting has a default; a name that is none is an error that lists those that are.
public enum ConfigurationFile {
    /// - Parameters:
    ///   - file: JSON or YAML. The file of classes that it names is beside it; other paths are relative to the current
    ///     folder.
    ///   - changes: `key=value` or `section.key=value`, as on the command line; all paths are relative to the current
    ///     folder.
    public static func read(_ file: String, changes: [String] = []) throws(TrainingError) -> TrainingConfiguration {
        guard let data = FileManager.default.contents(atPath: file), data.count <= maxBytes,
            let text = String(bytes: data, encoding: .utf8)
        else {
            throw TrainingError(.cannotRead, "\(file): cannot be read, or is no text of at most \(maxBytes) bytes")
        }
        do throws(TrainingError) {
            return try parse(
                text, folder: URL(fileURLWithPath: file).deletingLastPathComponent().path, changes: changes)
        } catch {
            throw TrainingError(error.kind, "\(file): \(error.problem)", fix: error.fix)
        }
    }

    static func parse(_ text: String, folder: String, changes: [String] = []) throws(TrainingError)
        -> TrainingConfiguration
    {
        do throws(TrainingError) {
            return try unguarded(text, folder: folder, changes: changes)
        } catch {
            // The problem may quote the file.
            throw TrainingError(error.kind, excerpt(error.problem), fix: error.fix)
        }
    }

    /// A text for the terminal: no control characters but ends of lines, and no long lines.
    private static func excerpt(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).prefix(8).map {
            ($0.count > 160 ? "\($0.prefix(160)) ..." : String($0)).printable
        }.joined(separator: "\n")
    }

    private static func unguarded(_ text: String, folder: String, changes: [String]) throws(TrainingError)
        -> TrainingConfiguration
    {
        // Some defaults depend on the network.
        let network = try decode(try settings(text, folder, changes, over: TrainingConfiguration())).network
        let configuration = try decode(try settings(text, folder, changes, over: TrainingConfiguration(network)))
        try check(configuration)
        return configuration
    }

    private static func settings(
        _ text: String, _ folder: String, _ changes: [String], over defaults: TrainingConfiguration
    ) throws(TrainingError) -> [String: Any] {
        var settings = try dictionary(of: defaults)
        try merge(try dictionary(text), into: &settings, path: "", folder: folder)
        for change in changes {
            guard let sign = change.firstIndex(of: "="), sign != change.startIndex else {
                throw TrainingError(.configuration, "--set \(change): there is no key=value")
            }
            let keys = change[..<sign].split(separator: ".").reversed(),
                value = try YAMLValue.of(String(change[change.index(after: sign)...]))
            let nested = keys.dropFirst().reduce([String(keys.first ?? ""): value] as [String: Any]) {
                [String($1): $0]
            }
            try merge(nested, into: &settings, path: "", folder: FileManager.default.currentDirectoryPath)
        }
        return settings
    }

    /// The text that reads back as `configuration`.
    public static func text(_ configuration: TrainingConfiguration) -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(configuration)).flatMap { String(bytes: $0, encoding: .utf8) } ?? ""
    }

    private static let maxBytes = 1 << 20
    private static let paths: Set = ["data", "classes", "output", "start", "teacher"]

    private static func dictionary(of defaults: TrainingConfiguration) throws(TrainingError) -> [String: Any] {
        guard let all = (try? JSONSerialization.jsonObject(with: Data(text(defaults).utf8))) as? [String: Any] else {
            throw TrainingError(.configuration, "the defaults cannot be read")
        }
        return all
    }

    private static func dictionary(_ text: String) throws(TrainingError) -> [String: Any] {
        let value = try YAMLValue.of(text)
        // No settings at all are the defaults.
        if let text = value as? String, text.isEmpty { return [:] }
        guard let settings = value as? [String: Any] else {
            throw TrainingError(.configuration, "it is not a list of settings, each `name: value`")
        }
        return settings
    }

    private static func merge(_ own: [String: Any], into all: inout [String: Any], path: String, folder: String)
        throws(TrainingError)
    {
        for (key, value) in own {
            guard let old = all[key] else {
                throw TrainingError(
                    .configuration, "there is no setting \(path + key)",
                    fix: "There are: \(all.keys.sorted().joined(separator: ", "))")
            }
            if var section = old as? [String: Any] {
                guard let values = value as? [String: Any] else {
                    throw TrainingError(
                        .configuration, "\(path + key) is a section: \(section.keys.sorted().joined(separator: ", "))")
                }
                try merge(values, into: &section, path: "\(path + key).", folder: folder)
                all[key] = section
            } else if path.isEmpty, paths.contains(key), let name = value as? String, !name.isEmpty {
                let base = key == "classes" ? folder : FileManager.default.currentDirectoryPath
                all[key] =
                    URL(fileURLWithPath: name, relativeTo: URL(fileURLWithPath: base, isDirectory: true))
                    .standardizedFileURL.path
            } else if key == "crop", let size = value as? String {
                all[key] = size.split(separator: "x").compactMap { Int($0) }
            } else {
                all[key] = value
            }
        }
    }

    private static func decode(_ settings: [String: Any]) throws(TrainingError) -> TrainingConfiguration {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        // A source without its number of samples is legal.
        var settings = settings
        if let sources = settings["train"] as? [Any] {
            settings["train"] = sources.map { source -> Any in
                let usual: [String: Any] = ["split": "train", "samples": 0, "labels": true]
                let own = (source as? String).map { ["split": $0] } ?? source as? [String: Any]
                return own.map { usual.merging($0) { $1 } } ?? source
            }
        }
        do {
            return try decoder.decode(
                TrainingConfiguration.self, from: try JSONSerialization.data(withJSONObject: settings))
        } catch let error as DecodingError {
            throw TrainingError(.configuration, explanation(error))
        } catch {
            throw TrainingError(.configuration, "it cannot be understood: \(error)")
        }
    }

    private static func explanation(_ error: DecodingError) -> String {
        func place(_ context: DecodingError.Context) -> String {
            context.codingPath.map { $0.intValue.map { "number \($0)" } ?? $0.stringValue }.joined(separator: ".")
        }
        switch error {
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            return "\(place(context)) must be a \(type)"
        case .dataCorrupted(let context): return "\(place(context)): \(context.debugDescription)"
        case .keyNotFound(let key, let context): return "\(place(context)) lacks \(key.stringValue)"
        @unknown default: return "it cannot be understood"
        }
    }

    private static func check(_ c: TrainingConfiguration) throws(TrainingError) {
        func require(_ condition: Bool, _ problem: String) throws(TrainingError) {
            if !condition { throw TrainingError(.configuration, problem) }
        }
        let widths = TrainingConfiguration.Network.widths
        try require(
            widths.contains(c.network.width),
            "network.width must be \(widths.map { String(format: "%g", $0) }.joined(separator: ", "))")
        try require(
            c.crop.count == 2 && c.crop.allSatisfy { $0 >= 16 && $0 <= 4096 && $0 % 8 == 0 },
            "crop must be HEIGHTxWIDTH, multiples of 8 from 16 to 4096")
        try require((1...256).contains(c.batch), "batch must be 1 to 256")
        try require((1...1024).contains(c.accumulate), "accumulate must be 1 to 1024")
        try require(
            (1...TrainingConfiguration.mostEpochs).contains(c.epochs),
            "epochs must be 1 to \(TrainingConfiguration.mostEpochs)")
        try require(c.learningRate > 0 && c.learningRate < 1, "learning_rate must be above 0 and below 1")
        try require(c.decay >= 0 && c.decay < 1, "decay must be 0 to 1")
        try require(c.average >= 0 && c.average < 1, "average must be 0 to 1, and not 1")
        try require(c.warmup >= 0 && c.warmup <= Double(c.epochs), "warmup must be 0 to the number of epochs")
        try require((1...64).contains(c.train.count), "train must name 1 to 64 splits")
        let most = TrainingConfiguration.mostSamples
        try require(
            c.train.allSatisfy { (0...most).contains($0.samples) }, "samples of a split must be 0 to \(most)")
        try require(
            c.train.reduce(0) { $0 + $1.samples } <= most, "samples of all splits together must be at most \(most)")
        try require(
            c.train.allSatisfy(\.labels) || !c.teacher.isEmpty, "train: pictures without labels need a teacher")
        try require((0...1).contains(c.loss.teacher), "loss.teacher must be 0 to 1")
        try require(c.loss.semanticLovasz >= 0, "loss.semantic_lovasz must be 0 or more")
        let scale = c.augmentation.scale
        try require(
            scale.count == 2 && scale[0] > 0.05 && scale[0] <= scale[1] && scale[1] <= 10,
            "augmentation.scale must be [smallest, largest] in 0.05 to 10")
        try require((0...1).contains(c.augmentation.flip), "augmentation.flip must be 0 to 1")
        try require((0...1).contains(c.augmentation.onObject), "augmentation.on_object must be 0 to 1")
        for (name, value) in [
            ("colour", c.augmentation.colour), ("tint", c.augmentation.tint), ("haze", c.augmentation.haze),
        ] {
            try require((0..<1).contains(value), "augmentation.\(name) must be 0 to 1, and not 1")
        }
        try require((1...10).contains(c.augmentation.gamma), "augmentation.gamma must be 1 to 10")
        try require(
            c.validation.images >= 0 && c.validation.every >= 0,
            "validation.images and validation.every must be 0 or more")
        try require(c.threads >= 0 && c.threads <= 256, "threads must be 0 to 256")
        try require(c.patience >= 0 && c.pictures >= 0, "patience and pictures must be 0 or more")
        let kind = c.network.architecture
        try require(!c.validation.pq || kind.hasObjects, "validation.pq: \(kind.name) finds no objects")
        let measures = TrainingConfiguration.Measure.allCases.filter { $0.isMeasured(of: kind) }
        try require(
            measures.contains(c.best),
            "best: there is no \(c.best.rawValue) of \(kind.name); there is "
                + measures.map(\.rawValue).joined(separator: ", "))
        try require(c.best != .pq || c.validation.pq, "best: pq needs validation.pq: true")
    }
}
