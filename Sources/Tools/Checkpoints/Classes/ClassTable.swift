import PanSECB

/// The classes of a model and what each channel of its outputs means.
public struct ClassTable: Equatable, Sendable {
    public var classes: [ClassEntry]
    /// Semantic channel of "some thing": it wins pixels, but gives them no class.
    public var someThingChannel: Int?
    /// Further label ids of a data set whose pixels are of a class, each with the class's own label id.
    public var otherLabels: [Int: Int] = [:]

    public init(classes: [ClassEntry], someThingChannel: Int?, otherLabels: [Int: Int] = [:]) {
        self.classes = classes
        self.someThingChannel = someThingChannel
        self.otherLabels = otherLabels
    }

    /// Number of the class that a label id stands for; nil: none.
    public func number(ofLabel label: Int) -> Int? {
        let own = otherLabels[label] ?? label
        return classes.firstIndex { $0.labelID == own }
    }

    /// The id with which a pixel counts: stuff and crowds of the other labels have the class's own label, and form one
    /// segment with it. Objects keep theirs, since their numbers may occur with both labels.
    public func ownID(of id: UInt16) -> UInt16 {
        PanopticID(UInt32(id)).isObject ? id : otherLabels[Int(id)].flatMap { UInt16(exactly: $0) } ?? id
    }

    /// The classes that a network of these channels usually has, or nil where there is no telling.
    public static func usual(for architecture: Architecture) -> ClassTable? {
        let kind = architecture.kind
        // The last channel is void: everything that is not evaluated. Many networks without objects lack it.
        if !kind.hasObjects {
            let stuff = Cityscapes.stuff, all = stuff + Cityscapes.things
            guard (all.count...all.count + 1).contains(architecture.semanticChannels) else { return nil }
            return ClassTable(
                classes: all.enumerated().map { $1.entry(semantic: $0, isThing: $0 >= stuff.count) },
                someThingChannel: nil)
        }
        if !kind.hasClasses {
            let things = architecture.things == 1 ? [Cityscapes.car] : Cityscapes.things
            guard architecture.things == things.count else { return nil }
            return ClassTable(classes: things.enumerated().map { $1.entry(seed: $0) }, someThingChannel: nil)
        }
        guard architecture.semanticChannels == Cityscapes.stuff.count + 2,
            architecture.things == Cityscapes.things.count
        else { return nil }
        let stuff = Cityscapes.stuff.enumerated().map { $1.entry(semantic: $0, isThing: false) }
        let things = Cityscapes.things.enumerated().map { $1.entry(seed: $0) }
        return ClassTable(classes: stuff + things, someThingChannel: stuff.count)
    }

    /// Classes of a network without objects as they are to be evaluated. Weight files once said of none of them that it
    /// is a thing: there Cityscapes' things are known by their ids and names.
    public static func withThings(_ classes: [ClassEntry]) -> [ClassEntry] {
        guard !classes.contains(where: \.isThing) else { return classes }
        return classes.map { entry in
            var entry = entry
            entry.isThing = Cityscapes.things.contains { $0.id == entry.labelID && $0.name == entry.name }
            return entry
        }
    }

    /// The table for a network: from the file of classes if there is one, else the usual one.
    public static func choose(for architecture: Architecture, file: String?) throws(CheckpointError) -> ClassTable {
        if let file { return try ClassFile.read(file, for: architecture) }
        if let table = usual(for: architecture) { return table }
        throw CheckpointError(
            .badClasses,
            "\(architecture.kind.name) with \(architecture.semanticChannels) semantic channels and "
                + "\(architecture.things) things "
                + "is not Cityscapes', so that its classes are not known",
            fix: "Name them with --classes FILE.json; docs/converting.md describes the file")
    }
}
