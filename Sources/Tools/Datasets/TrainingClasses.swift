import Checkpoints
import PanSECB

/// The classes that a network is trained for, and what the ids of a label map mean to it. Stuff has the first semantic
/// channels, then come "some thing" and void; each thing has a seed map. A network without objects has no things: each
/// class has a semantic channel. One without classes has no stuff, and its channels are numbers for pixels only.
public struct TrainingClasses: Equatable, Sendable {
    public let network: ArchitectureKind
    /// In order of their semantic channels.
    public let stuff: [ClassEntry]
    /// In order of their seed maps.
    public let things: [ClassEntry]
    /// The label ids of each thing: its own, and those that count as it.
    public let thingLabels: [[Int]]
    /// Classes of the file that the network can't have.
    public let leftOut: [ClassEntry]
    /// For each of the 65536 ids its semantic channel.
    let semanticOfID: [UInt8]
    /// For each id the thing whose object it is, from 1; 0: none.
    let thingOfID: [UInt8]
    /// For each id whether its pixels may belong to objects that the labels do not tell: it has no class, or is a
    /// thing's bare id, a crowd.
    let mayBeObject: [Bool]

    /// Channel that all things share; nil where there are none.
    public var someThingChannel: Int? { network.hasObjects ? stuff.count : nil }
    /// Channel of pixels without a class, which are not trained.
    public let voidChannel: Int
    public var semanticChannels: Int { voidChannel + 1 }

    /// The table of the trained model.
    public var table: ClassTable {
        ClassTable(
            classes: stuff + things, someThingChannel: network.hasClasses ? someThingChannel : nil,
            otherLabels: otherLabels)
    }
    private let otherLabels: [Int: Int]

    /// Cityscapes: 11 stuff classes and 8 things.
    public static let cityscapes = cityscapes(for: .usual)

    public static func cityscapes(for network: ArchitectureKind) -> TrainingClasses {
        let architecture =
            network.hasObjects
            ? Architecture(semanticChannels: 13, sigmas: 1, things: 8)
            : Architecture(semanticChannels: 20, sigmas: 0, things: 0)
        do { return try TrainingClasses(ClassTable.usual(for: architecture)!, for: network) } catch {
            fatalError("\(error)")
        }
    }

    /// Those of a file in the format of docs/converting.md; nil: Cityscapes'.
    public init(file: String?, for network: ArchitectureKind = .usual) throws(CheckpointError) {
        guard let file else {
            self = network == .usual ? .cityscapes : .cityscapes(for: network)
            return
        }
        let table = try ClassFile.read(file, objects: network.hasObjects)
        do throws(CheckpointError) { try self.init(table, for: network) } catch {
            var named = error
            named.file = file
            throw named
        }
    }

    /// Throws where the channels are others than those above, or ids do not fit into label maps of 16 bits.
    public init(_ table: ClassTable, for network: ArchitectureKind = .usual) throws(CheckpointError) {
        self.network = network
        // Things of a network without objects are classes like others.
        let all = table.classes.filter { !$0.isThing || !network.hasObjects }
            .sorted { $0.semanticChannel ?? 0 < $1.semanticChannel ?? 0 }
        things = table.classes.filter { $0.isThing && network.hasObjects }
            .sorted { $0.seedChannel ?? 0 < $1.seedChannel ?? 0 }
        try TrainingClasses.check(all, things, table, for: network)
        (stuff, leftOut) = network.hasClasses ? (all, []) : ([], all)

        voidChannel = stuff.count + (network.hasObjects ? 1 : 0)

        let others = table.otherLabels
        otherLabels = others
        func labels(of entry: ClassEntry) -> [Int] {
            [entry.labelID] + others.filter { $0.value == entry.labelID }.keys.sorted()
        }
        thingLabels = things.map(labels)
        thingOfID = InstanceIDs.things(thingLabels)
        var semantic = [UInt8](repeating: UInt8(voidChannel), count: InstanceIDs.count)
        for (channel, entry) in stuff.enumerated() {
            for label in labels(of: entry) where label < InstanceIDs.count {
                semantic[label] = UInt8(channel)
                // Objects that the network does not tell apart: their pixels have the class.
                if !network.hasObjects, (1...InstanceIDs.maxThingLabel).contains(label) {
                    for id in InstanceIDs.objects(label) { semantic[id] = UInt8(channel) }
                }
            }
        }
        for id in semantic.indices where thingOfID[id] > 0 { semantic[id] = UInt8(stuff.count) }
        var mayBeObject = [Bool](repeating: true, count: InstanceIDs.count)
        for id in mayBeObject.indices {
            // Stuff with the number of an object is void as well.
            let own = PanopticID(UInt32(id))
            mayBeObject[id] = thingOfID[id] == 0 && (own.isObject || table.number(ofLabel: own.label) == nil)
        }
        // A thing's bare id: a crowd whose objects nobody told apart.
        for label in thingLabels.joined() {
            semantic[label] = UInt8(stuff.count)
            mayBeObject[label] = true
        }
        semanticOfID = semantic
        self.mayBeObject = mayBeObject
    }

    private static func check(
        _ stuff: [ClassEntry], _ things: [ClassEntry], _ table: ClassTable, for network: ArchitectureKind
    ) throws(CheckpointError) {
        let someThing = table.someThingChannel, others = table.otherLabels
        guard network.hasObjects == !things.isEmpty else {
            throw refusal(network.hasObjects ? "no class is a thing" : "\(network.name) finds no objects")
        }
        let channel = network.hasObjects ? stuff.count : nil
        guard stuff.enumerated().allSatisfy({ $0 == $1.semanticChannel }), someThing == channel else {
            throw refusal("stuff must have the semantic channels from 0 on without a gap, and things none")
        }
        guard things.enumerated().allSatisfy({ $0 == $1.seedChannel }) else {
            throw refusal("things must have the seed maps from 0 on without a gap")
        }
        for (entries, largest) in [(stuff, PanopticID.perLabel - 1), (things, InstanceIDs.maxThingLabel)] {
            guard let entry = entries.first(where: { $0.labelID > largest }) else { continue }
            let kind = entry.isThing ? "things" : "stuff"
            throw refusal(
                "the id of \(entry.name.debugDescription) is \(entry.labelID); ids of \(kind) go up to \(largest)")
        }
        for entry in things {
            let own = others.filter { $0.value == entry.labelID }.keys
            guard let label = own.first(where: { !(1...InstanceIDs.maxThingLabel).contains($0) }) else { continue }
            throw refusal(
                "\"also\" of \(entry.name.debugDescription) lists \(label); "
                    + "ids of things are 1 to \(InstanceIDs.maxThingLabel)")
        }
    }

    private static func refusal(_ problem: String) -> CheckpointError {
        CheckpointError(
            .badClasses, "cannot train these classes: \(problem)", fix: "docs/datasets.md describes the classes")
    }
}
