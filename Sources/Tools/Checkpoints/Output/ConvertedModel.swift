import CPanSECB
import PanSECB

/// Everything that a weight file holds.
public struct ConvertedModel: Sendable {
    public var architecture: Architecture
    public var table: ClassTable
    /// Size of the training images in pixels, 0 if not known.
    public var trainedWidth = 0
    public var trainedHeight = 0
    /// Of licence and source, each.
    public static let maxTextBytes = WeightFileLayout.maxTextBytes
    /// Of the weights.
    public var licence = ""
    /// Where the weights come from.
    public var source = ""
    public var thresholds: Thresholds
    /// Those of the architecture, in its order.
    public var tensors: [WeightTensor]
    /// Whether weights and activations are bytes.
    public var isQuantised: Bool { tensors.contains { $0.precision == .int8 } }

    /// How objects are found where a caller says nothing else; the meanings are those of `pansecb_options`.
    public struct Thresholds: Equatable, Sendable {
        public var seed: Float = 0.5
        public var mask: Float = 0.5
        public var claim: Float = 0.5
        public var unclaimedShare: Float = 0.5
        public var minPixels: UInt32 = 128
        public var merge = Merge.complete

        /// `PANSECB_MERGE_...`
        public enum Merge: UInt32, CaseIterable, Sendable {
            case reference = 1
            case complete = 2

            /// Its name on the command line and in reports.
            public var name: String { self == .reference ? "reference" : "complete" }
        }

        /// The published methods': SpatialEmbeddings starts objects at surer seeds.
        public init(for kind: ArchitectureKind) {
            if !kind.hasClasses { seed = 0.9 }
        }

        public init(_ options: pansecb_options) {
            (seed, mask, claim) = (options.seed_threshold, options.mask_threshold, options.claim_threshold)
            (unclaimedShare, minPixels) = (options.unclaimed_share, options.min_pixels)
            merge = Merge(rawValue: options.merge) ?? .reference
        }
    }

    public init(architecture: Architecture, table: ClassTable, tensors: [WeightTensor]) {
        self.architecture = architecture
        self.table = table
        self.tensors = tensors
        thresholds = Thresholds(for: architecture.kind)
    }
}
