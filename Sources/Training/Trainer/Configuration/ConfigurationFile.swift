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
        return try parse(
            text, name: file, folder: URL(fileURLWithPath: file).deletingLastPathComponent().path, changes: changes)
    }

    /// - Parameter name: of the file, for messages.
    static func parse(_ text: String, name: String = "settings", folder: String, changes: [String] = [])
        throws(TrainingError) -> TrainingConfiguration
    {
        let sources =
            try [Source(name, text: text, folder: folder)]
            + changes.map { (change) throws(TrainingError) in
                try Source(change: change)
            }
        // Some defaults depend on the network.
        let network = try decode(try settings(sources, over: TrainingConfiguration()), name).network
        let configuration = try decode(try settings(sources, over: TrainingConfiguration(network)), name)
        try Source.naming(changes.isEmpty ? name : "\(name) with --set") { () throws(TrainingError) in
            try check(configuration)
        }
        return configuration
    }

    /// What sets some settings: the file, or `--set` on the command line.
    private struct Source {
        /// For messages.
        let name: String
        let settings: [String: Any]
        /// Where a file of classes is looked for.
        let folder: String

        init(_ name: String, text: String, folder: String) throws(TrainingError) {
            self.name = name
            self.folder = folder
            settings = try Source.naming(name) { () throws(TrainingError) in
                let value = try YAMLValue.of(text)
                // No settings at all are the defaults.
                if let text = value as? String, text.isEmpty { return [:] }
                guard let settings = value as? [String: Any] else {
                    throw TrainingError(.configuration, "it is not a list of settings, each `name: value`")
                }
                return settings
            }
        }

        /// - Parameter change: `section.key=value`.
        init(change: String) throws(TrainingError) {
            name = "--set \(change)"
            folder = FileManager.default.currentDirectoryPath
            settings = try Source.naming(name) { () throws(TrainingError) in
                guard let sign = change.firstIndex(of: "="), sign != change.startIndex else {
                    throw TrainingError(.configuration, "there is no key=value")
                }
                let keys = change[..<sign].split(separator: ".", omittingEmptySubsequences: false).reversed()
                let value = try YAMLValue.of(String(change[change.index(after: sign)...]))
                return keys.dropFirst().reduce([String(keys.first ?? ""): value]) { [String($1): $0] }
            }
        }

        /// Problems begin with the name. They may quote the file.
        static func naming<Result>(_ name: String, _ body: () throws(TrainingError) -> Result) throws(TrainingError)
            -> Result
        {
            do throws(TrainingError) {
                return try body()
            } catch {
                throw TrainingError(error.kind, excerpt("\(name): \(error.problem)"), fix: error.fix)
            }
        }
    }

    /// A text for the terminal: no control characters but ends of lines, and no long lines.
    private static func excerpt(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).prefix(8).map {
            ($0.count > 160 ? "\($0.prefix(160)) ..." : String($0)).printable
        }.joined(separator: "\n")
    }

    private static func settings(_ sources: [Source], over defaults: TrainingConfiguration) throws(TrainingError)
        -> [String: Any]
    {
        var settings = try dictionary(of: defaults)
        for source in sources {
            try Source.naming(source.name) { () throws(TrainingError) in
                try merge(source.settings, into: &settings, path: "", folder: source.folder)
            }
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

    private static func merge(_ own: [String: Any], into all: inout [String: Any], path: String, folder: String)
        throws(TrainingError)
    {
        // In one order, so that of several mistakes always the same is named.
        for (key, value) in own.sorted(by: { $0.key < $1.key }) {
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
                continue
            }
            try judge(value, path + key, SettingRule.all[path + key])
            if path.isEmpty, paths.contains(key), let name = value as? String, !name.isEmpty {
                let base = key == "classes" ? folder : FileManager.default.currentDirectoryPath
                all[key] =
                    URL(fileURLWithPath: name, relativeTo: URL(fileURLWithPath: base, isDirectory: true))
                    .standardizedFileURL.path
            } else if key == "crop", let size = value as? String {
                all[key] = size.split(separator: "x").compactMap { Int($0) }
            } else if key == "train", let list = value as? [Any] {
                all[key] = try sources(list)
            } else {
                all[key] = value
            }
        }
    }

    private static func judge(_ value: Any, _ name: String, _ rule: SettingRule?) throws(TrainingError) {
        guard let rule, !rule.allows(value) else { return }
        throw TrainingError(.configuration, "\(name) must be \(rule.text), not \(SettingRule.quoted(value))")
    }

    /// What `train` lists: names of splits, or sections of which a part may be missing.
    private static func sources(_ list: [Any]) throws(TrainingError) -> [[String: Any]] {
        var sources: [[String: Any]] = []
        for entry in list {
            var source: [String: Any] = ["split": "train", "samples": 0, "labels": true]
            if let name = entry as? String { source["split"] = name }
            for (key, value) in (entry as? [String: Any] ?? [:]).sorted(by: { $0.key < $1.key }) {
                guard let rule = SettingRule.source[key] else {
                    throw TrainingError(
                        .configuration, "train: there is no setting \(key) of a split",
                        fix: "There are: \(SettingRule.source.keys.sorted().joined(separator: ", "))")
                }
                try judge(value, "train: \(key)", rule)
                source[key] = value
            }
            sources.append(source)
        }
        return sources
    }

    private static func decode(_ settings: [String: Any], _ name: String) throws(TrainingError) -> TrainingConfiguration
    {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = try? JSONSerialization.data(withJSONObject: settings),
            let configuration = try? decoder.decode(TrainingConfiguration.self, from: data)
        else { throw TrainingError(.configuration, "\(name): the settings cannot be understood") }
        return configuration
    }

    /// What the rules of single settings do not tell.
    private static func check(_ c: TrainingConfiguration) throws(TrainingError) {
        func require(_ condition: Bool, _ problem: String) throws(TrainingError) {
            if !condition { throw TrainingError(.configuration, problem) }
        }
        try require(
            c.warmup <= Double(c.epochs), "warmup must be a number from 0 to the number of epochs, \(c.epochs)")
        let most = TrainingConfiguration.mostSamples
        try require(
            c.train.reduce(0) { $0 + $1.samples } <= most, "samples of all splits together must be at most \(most)")
        try require(
            c.train.allSatisfy(\.labels) || !c.teacher.isEmpty, "train: pictures without labels need a teacher")
        let kind = c.network.architecture
        try require(
            c.network.sigmas == 1 || kind.hasObjects, "network.sigmas: \(kind.name) finds no objects and has none")
        try require(!c.validation.pq || kind.hasObjects, "validation.pq: \(kind.name) finds no objects")
        let measures = TrainingConfiguration.Measure.allCases.filter { $0.isMeasured(of: kind) }
        try require(
            measures.contains(c.best),
            "best: there is no \(c.best.rawValue) of \(kind.name); there is "
                + measures.map(\.rawValue).joined(separator: ", "))
        try require(c.best != .pq || c.validation.pq, "best: pq needs validation.pq: true")
    }
}
