import ArgumentParser
import Checkpoints

/// `--merge reference` or `--merge complete`.
extension ConvertedModel.Thresholds.Merge: ExpressibleByArgument {
    public init?(argument: String) {
        guard let merge = Self.allCases.first(where: { $0.name == argument }) else { return nil }
        self = merge
    }

    public var defaultValueDescription: String { name }
    public static var allValueStrings: [String] { allCases.map(\.name) }
    public static var allValueDescriptions: [String: String] { [:] }
}
