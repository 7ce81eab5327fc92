import Datasets
import PanSECB

/// What Cityscapes' label ids are in the panoptic format. Only classes that are evaluated have a category; the others are void.
struct CityscapesCategories: Sendable {
    let list: [PanopticFile.Category]
    /// By label id.
    private let categories: [Int: PanopticFile.Category]

    /// All label ids of Cityscapes.
    static let labels = 0...33

    /// - Parameter trainIDs: categories are numbered from 0 instead of by their label ids.
    init(trainIDs: Bool) {
        // Train ids number the evaluated classes in the order of their label ids.
        let entries = (TrainingClasses.cityscapes.stuff + TrainingClasses.cityscapes.things).sorted { $0.labelID < $1.labelID }
        list = entries.enumerated().map { trainID, entry in
            PanopticFile.Category(
                id: trainIDs ? trainID : entry.labelID, name: entry.name, color: [Int(entry.red), Int(entry.green), Int(entry.blue)],
                supercategory: CityscapesCategories.supercategory(entry.labelID), isThing: entry.isThing ? 1 : 0)
        }
        categories = Dictionary(uniqueKeysWithValues: zip(entries.map(\.labelID), list))
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
