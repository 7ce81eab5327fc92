import Datasets
import PanSECB

/// What label ids are in the panoptic format. Only classes that are evaluated have a category; the others are void.
struct LabelCategories: Sendable {
    let list: [PanopticFile.Category]
    /// By label id.
    private let categories: [Int: PanopticFile.Category]
    /// Label ids that may occur; nil: any.
    let known: ClosedRange<Int>?

    /// - Parameters:
    ///   - classes: nil: those of Cityscapes.
    ///   - trainIDs: categories are numbered from 0 instead of by their label ids.
    init(_ classes: TrainingClasses?, trainIDs: Bool) {
        // Train ids number the evaluated classes in the order of their label ids.
        let table = classes ?? .cityscapes, entries = (table.stuff + table.things).sorted { $0.labelID < $1.labelID }
        list = entries.enumerated().map { trainID, entry in
            PanopticFile.Category(
                id: trainIDs ? trainID : entry.labelID, name: entry.name,
                color: [Int(entry.red), Int(entry.green), Int(entry.blue)],
                supercategory: classes == nil ? LabelCategories.supercategory(entry.labelID) : nil,
                isThing: YesOrNo(entry.isThing))
        }
        var categories = Dictionary(uniqueKeysWithValues: zip(entries.map(\.labelID), list))
        for (label, own) in table.table.otherLabels { categories[label] = categories[own] }
        self.categories = categories
        known = classes == nil ? 0...33 : nil
    }

    /// Nil: void.
    func category(ofLabel label: Int) -> PanopticFile.Category? { categories[label] }

    private static func supercategory(_ label: Int) -> String {
        switch label {
        case 7...10: "flat"
        case 11...16: "construction"
        case 17...20: "object"
        case 21...22: "nature"
        case 23: "sky"
        case 24...25: "human"
        case 26...33: "vehicle"
        default: "void"
        }
    }
}
