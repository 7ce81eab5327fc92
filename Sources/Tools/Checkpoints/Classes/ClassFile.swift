import PanSECB

/// A file of classes: a JSON array of objects with `id`, `name`, `color` and `thing`; where other label ids are of the
/// class too, `also`; and where the usual order of channels does not fit, `semantic` and `seed`.
public enum ClassFile {
    private static let maxBytes = 1 << 20

    public static func read(_ file: String, for architecture: Architecture) throws(CheckpointError) -> ClassTable {
        do throws(CheckpointError) {
            return try parse(try WholeFile.read(file, limit: maxBytes), for: architecture)
        } catch {
            throw error.naming(file: file)
        }
    }

    /// The table of a network made for the classes: a semantic channel for each stuff class, for "some thing" and for
    /// void, a seed map for each thing; of a network without objects a semantic channel for each class and for void.
    public static func read(_ file: String, objects: Bool = true) throws(CheckpointError) -> ClassTable {
        do throws(CheckpointError) {
            let classes = try decode(try WholeFile.read(file, limit: maxBytes)), things = classes.count(where: \.thing)
            if !objects {
                return try semanticTable(
                    classes, Architecture(semanticChannels: classes.count + 1, sigmas: 0, things: 0))
            }
            return try objectTable(
                classes,
                Architecture(semanticChannels: classes.count - things + 2, sigmas: 1, things: things))
        } catch {
            throw error.naming(file: file)
        }
    }

    /// The table that the text describes, if it fits the network.
    public static func parse(_ bytes: [UInt8], for architecture: Architecture) throws(CheckpointError) -> ClassTable {
        let classes = try decode(bytes)
        return architecture.kind.hasObjects
            ? try objectTable(classes, architecture) : try semanticTable(classes, architecture)
    }

    private static func decode(_ bytes: [UInt8]) throws(CheckpointError) -> [Class] {
        let classes = try entries(bytes)
        try checkEach(classes)
        return classes
    }

    private static func checkEach(_ classes: [Class]) throws(CheckpointError) {
        guard (1...maxClasses).contains(classes.count) else {
            throw refusal("there are \(classes.count) classes; there must be 1 to \(maxClasses)")
        }
        var ids: Set<Int> = [], names: Set<String> = []
        for entry in classes {
            let name = entry.name.debugDescription
            for id in [entry.id] + (entry.also ?? []) {
                guard ids.insert(id).inserted else { throw refusal("the id \(id) occurs twice") }
            }
            guard names.insert(entry.name).inserted else { throw refusal("there are two classes \(name)") }
            guard (1...ClassEntry.maxNameBytes).contains(entry.name.utf8.count) else {
                throw refusal("the name of class \(entry.id) must have 1 to \(ClassEntry.maxNameBytes) bytes")
            }
            guard entry.color.count == 3 else {
                throw refusal("the color of \(name) must be three numbers: [red, green, blue]")
            }
        }
    }

    /// Networks without objects: every class has a semantic channel, things too, whose objects are not told apart.
    private static func semanticTable(_ classes: [Class], _ architecture: Architecture) throws(CheckpointError)
        -> ClassTable
    {
        if let seeded = classes.first(where: { $0.seed != nil }) {
            throw refusal("\(seeded.name.debugDescription) has a seed map, and \(architecture.kind.name) has none")
        }
        let channels = try assign(
            classes.map(\.semantic), of: architecture.semanticChannels, spare: 1, what: "semantic channel",
            names: classes.map(\.name))
        var table = ClassTable(
            classes: zip(classes, channels).map { entry($0, isThing: $0.thing, semantic: $1, seed: nil) },
            someThingChannel: nil, otherLabels: otherLabels(classes))
        try assignTheRest(&table, architecture)
        return table
    }

    /// Networks with objects: stuff has the first semantic channels, then come "some thing" and void; things have the
    /// seed maps.
    private static func objectTable(_ classes: [Class], _ architecture: Architecture) throws(CheckpointError)
        -> ClassTable
    {
        let things = classes.filter(\.thing), stuff = classes.filter { !$0.thing }
        if let seeded = stuff.first(where: { $0.seed != nil }) {
            throw refusal("\(seeded.name.debugDescription) has a seed map, but is not a thing")
        }
        let seeds = try assign(
            things.map(\.seed), of: architecture.things, spare: 0, what: "seed map", names: things.map(\.name))
        let semantic: [Int]
        if architecture.semanticChannels == 0 {
            guard stuff.isEmpty, things.allSatisfy({ $0.semantic == nil }) else {
                throw refusal(
                    "\(architecture.kind.name) has no semantic channels, "
                        + "so that every class must be a thing without one"
                )
            }
            semantic = []
        } else {
            semantic = try assign(
                stuff.map(\.semantic), of: architecture.semanticChannels, spare: 2, what: "semantic channel",
                names: stuff.map(\.name))
        }
        var table = ClassTable(
            classes: zip(stuff, semantic).map { entry($0, isThing: false, semantic: $1, seed: nil) },
            someThingChannel: nil, otherLabels: otherLabels(classes))
        table.classes += zip(things, seeds).sorted { $0.1 < $1.1 }.map {
            entry($0, isThing: true, semantic: $0.semantic, seed: $1)
        }
        try assignTheRest(&table, architecture)
        return table
    }

    /// "Some thing" is the first channel that is left, unless every thing has a channel of its own; void may only
    /// follow.
    private static func assignTheRest(_ table: inout ClassTable, _ architecture: Architecture) throws(CheckpointError) {
        guard architecture.semanticChannels > 0 else { return }
        var taken = [Bool](repeating: false, count: architecture.semanticChannels)
        for entry in table.classes {
            guard let channel = entry.semanticChannel else { continue }
            guard taken.indices.contains(channel) else {
                throw refusal(
                    "the semantic channel of \(entry.name.debugDescription) is \(channel); "
                        + "the network has \(taken.count)"
                )
            }
            guard !taken[channel] else { throw refusal("semantic channel \(channel) is given to two classes") }
            taken[channel] = true
        }
        if table.classes.contains(where: { $0.isThing && $0.semanticChannel == nil }) {
            guard let free = taken.firstIndex(of: false) else {
                throw refusal(
                    "no semantic channel is left for \"some thing\", which things without a channel of their own need")
            }
            table.someThingChannel = free
            taken[free] = true
        }
        if let void = taken.firstIndex(of: false), taken[void...].contains(true) {
            throw refusal("semantic channel \(void) has no class; only the last ones may be void")
        }
    }

    /// Channels of classes: all as given, or where none is given, in order.
    /// - Parameter spare: channels of the network that classes may leave free when they are given in order.
    private static func assign(
        _ given: [Int?], of channels: Int, spare: Int, what: String, names: [String]
    ) throws(CheckpointError) -> [Int] {
        let explicit = given.compactMap { $0 }
        if explicit.isEmpty {
            guard given.count <= channels, given.count >= channels - spare else {
                let legal = spare == 0 ? "\(channels)" : "\(max(0, channels - spare)) to \(channels)"
                throw refusal(
                    "\(given.count) classes need a \(what), but the network has \(channels): "
                        + "there must be \(legal) of them"
                )
            }
            return Array(0..<given.count)
        }
        guard explicit.count == given.count else {
            throw refusal("some classes give their \(what) and some don't: give all or none")
        }
        for (index, channel) in explicit.enumerated() {
            guard (0..<channels).contains(channel) else {
                throw refusal(
                    "the \(what) of \(names[index].debugDescription) is \(channel); it must be 0 to \(channels - 1)")
            }
        }
        guard Set(explicit).count == explicit.count else { throw refusal("a \(what) is given to two classes") }
        guard spare > 0 || explicit.count == channels else {
            throw refusal("the network has \(channels) \(what)s, and \(explicit.count) of them have a class")
        }
        return explicit
    }

    private static func entry(_ entry: Class, isThing: Bool, semantic: Int?, seed: Int?) -> ClassEntry {
        ClassEntry(
            labelID: entry.id, name: entry.name, red: entry.color[0], green: entry.color[1], blue: entry.color[2],
            isThing: isThing,
            semanticChannel: semantic, seedChannel: seed)
    }

    private static func otherLabels(_ classes: [Class]) -> [Int: Int] {
        var labels: [Int: Int] = [:]
        for entry in classes {
            for id in entry.also ?? [] { labels[id] = entry.id }
        }
        return labels
    }
}
