import Checkpoints
import Datasets
import Foundation
import Images
import PanSECB
import Support

/// The label id that a category's pixels get.
public struct ImportLabel: Equatable, Sendable {
    public let id: UInt16
    public let isThing: Bool
}

/// The classes that data are imported for, and the label id of each category of the source.
public struct ImportClasses: Sendable {
    /// How categories find their class in a file.
    public enum Match: String, CaseIterable, Sendable { case name, id }

    /// Of each category; nil: it has no class.
    public let labels: [ImportLabel?]
    /// The file of classes, where the source's categories made it.
    let text: String?
    /// The file or folder whose categories these are.
    let labelsPath: String
    /// Label id of pixels without a class.
    let void: UInt16
    private let byName: [String: ImportLabel]

    /// Label ids that a training takes: those of things leave room for numbers of objects in 16 bits.
    private static let thingIDs = 1...InstanceIDs.maxThingLabel
    private static let stuffIDs = 0...PanopticID.perLabel - 1

    // MARK: - Of a file

    /// - Parameters:
    ///   - match: nil: by name where the categories have names, else by id.
    ///   - earlier: label ids that categories had before, by name: a class of the file that has such an id is theirs,
    ///     though it may have got another name or been joined with another.
    public init(file: String, source: ImportSource, match: Match? = nil, earlier: [String: Int] = [:]) throws {
        let table = try ClassFile.read(file)
        var byID: [Int: ImportLabel] = [:], byName: [String: ImportLabel] = [:]
        for entry in table.classes {
            let own = table.otherLabels.filter { $0.value == entry.labelID }.keys.sorted()
            for id in [entry.labelID] + own {
                guard (entry.isThing ? ImportClasses.thingIDs : ImportClasses.stuffIDs).contains(id) else {
                    throw ImportError(
                        .badClasses, file,
                        "the id \(id) of \(entry.name.debugDescription); ids of things are 1 to "
                            + "\(InstanceIDs.maxThingLabel), those of stuff go up to \(PanopticID.perLabel - 1)")
                }
                byID[id] = ImportLabel(id: UInt16(id), isThing: entry.isThing)
            }
            byName[entry.name] = byName[entry.name] ?? byID[entry.labelID]
        }
        let match = match ?? (source.hasNames ? .name : .id)
        guard match == .name || source.categories.contains(where: { $0.id != nil }) else {
            throw ImportError(.invalid, source.path, "its categories have no ids", fix: "Match them by name")
        }
        labels = source.categories.map { category in
            guard !category.isIgnored else { return nil }
            guard match == .name else { return category.id.flatMap { byID[$0] } }
            return byName[category.name] ?? earlier[category.name].flatMap { byID[$0] }
        }
        guard labels.contains(where: { $0 != nil }) else {
            throw ImportError(
                .badClasses, file, "no class has the \(match.rawValue) of a category of \(source.path)",
                fix: "Its categories are \(ImportClasses.list(source.categories)); match them with --match or change "
                    + "the names of the classes")
        }
        void = try ImportClasses.void(Set(byID.keys), file)
        self.byName = byName
        labelsPath = source.path
        text = nil
    }

    // MARK: - Of the source

    /// A class for each category, in their order, with the category's id where that fits.
    /// - Parameters:
    ///   - things: names of the categories that have objects; nil: as the source says.
    ///   - only: names of the categories that get a class; nil: all.
    ///   - background: the name of a class for pixels that nobody labelled.
    public init(
        _ source: ImportSource, things: [String]? = nil, only: [String]? = nil, background: String? = nil
    ) throws {
        for name in (things ?? []) + (only ?? []) where !source.categories.contains(where: { $0.name == name }) {
            throw ImportError(
                .badClasses, source.path, "no category is called \(name.debugDescription)",
                fix: "There are \(ImportClasses.list(source.categories))")
        }
        guard source.hasNames else {
            throw ImportError(
                .badClasses, source.path, "its classes have numbers and no names",
                fix: "Describe them in a file, and give it with --classes")
        }
        var chosen = source.categories.indices.filter {
            !source.categories[$0].isIgnored && only?.contains(source.categories[$0].name) ?? true
        }
        var categories = source.categories
        if let background {
            let known = categories.firstIndex { $0.name == background }
            if known == nil { categories.append(.init(name: background, isThing: false)) }
            let place = known ?? categories.count - 1
            if !chosen.contains(place) { chosen.append(place) }
        }
        for index in categories.indices {
            if let things { categories[index].isThing = things.contains(categories[index].name) }
        }
        try ImportClasses.check(chosen.map { categories[$0] }, source.path)
        let ids = ImportClasses.ids(chosen.map { categories[$0] })
        let colours = OverlayClass.distinct(chosen.count)
        var labels = [ImportLabel?](repeating: nil, count: categories.count), lines: [String] = []
        var byName: [String: ImportLabel] = [:]
        for (place, index) in chosen.enumerated() {
            let category = categories[index], isThing = category.isThing == true, colour = colours[place]
            let label = ImportLabel(id: UInt16(ids[place]), isThing: isThing)
            labels[index] = label
            byName[category.name] = byName[category.name] ?? label
            let shown = category.colour ?? [colour.red, colour.green, colour.blue]
            lines.append(
                "  {\"id\": \(ids[place]), \"name\": \(try ImportClasses.quoted(category.name)), "
                    + "\"color\": [\(shown.map(String.init).joined(separator: ", "))], \"thing\": \(isThing)}")
        }
        self.labels = Array(labels.prefix(source.categories.count))
        self.byName = byName
        labelsPath = source.path
        text = "[\n" + lines.joined(separator: ",\n") + "\n]\n"
        void = try ImportClasses.void(Set(ids), source.path)
    }

    private static func check(_ categories: [ImportSource.Category], _ path: String) throws {
        let things = categories.count(where: { $0.isThing == true })
        guard (1...maxClasses).contains(categories.count), things <= thingIDs.count else {
            throw ImportError(
                .badClasses, path,
                "\(categories.count) categories, \(things) of them with objects, where a network has at most "
                    + "\(maxClasses) classes and \(thingIDs.count) things",
                fix: "Choose some with --only, say with --things which ones have objects, or give a file of classes "
                    + "with --classes")
        }
        for category in categories where !(1...ClassEntry.maxNameBytes).contains(category.name.utf8.count) {
            throw ImportError(
                .badClasses, path, "a category with a name of \(category.name.utf8.count) bytes",
                fix: "Names have 1 to \(ClassEntry.maxNameBytes)")
        }
    }

    /// The categories' ids where they fit; other categories get the lowest ones that are free, stuff above those that
    /// things need.
    private static func ids(_ categories: [ImportSource.Category]) -> [Int] {
        func assign(keeping: Bool) -> [Int]? {
            var ids = [Int?](repeating: nil, count: categories.count), taken: Set<Int> = []
            for (index, category) in categories.enumerated() where keeping {
                let legal = category.isThing == true ? thingIDs : 1...stuffIDs.upperBound
                guard let id = category.id, legal.contains(id), taken.insert(id).inserted else { continue }
                ids[index] = id
            }
            for (index, category) in categories.enumerated() where ids[index] == nil {
                let legal = category.isThing == true ? thingIDs : thingIDs.upperBound + 1...stuffIDs.upperBound
                guard let id = legal.first(where: { !taken.contains($0) }) else { return nil }
                taken.insert(id)
                ids[index] = id
            }
            return ids.compactMap { $0 }
        }
        // There are more ids than classes where none is kept.
        return assign(keeping: true) ?? assign(keeping: false) ?? []
    }

    // MARK: - Both

    /// The label of pixels that nobody labelled. Throws where there is no such class of stuff.
    func background(_ name: String?, _ path: String) throws -> UInt16? {
        guard let name else { return nil }
        guard let label = byName[name], !label.isThing else {
            throw ImportError(
                .badClasses, path, "no class without objects is called \(name.debugDescription)",
                fix: "--background names a class of stuff")
        }
        return label.id
    }

    /// Zero, unless that is the id of a class.
    private static func void(_ ids: Set<Int>, _ path: String) throws -> UInt16 {
        guard let free = stuffIDs.first(where: { !ids.contains($0) }) else {
            throw ImportError(.badClasses, path, "no label id is left for pixels without a class")
        }
        return UInt16(free)
    }

    private static func list(_ categories: [ImportSource.Category]) -> String {
        let shown = categories.prefix(20).map { $0.name.debugDescription }.joined(separator: ", ")
        return categories.count > 20 ? "\(shown) ..." : shown
    }

    private static func quoted(_ text: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(text), as: UTF8.self)
    }
}
