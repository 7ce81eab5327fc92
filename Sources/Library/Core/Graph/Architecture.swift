/// The networks that the library runs: three arrangements of the same modules. `Graph` has their wiring.
public enum ArchitectureKind: UInt32, CaseIterable, Sendable {
    /// Semantic classes and objects: two decoders; the seed maps are a second head of the first.
    case panSECB = 1
    /// Objects only: decoder 0 gives offsets and sigmas, decoder 1 the seed maps (Neven et al., CVPR 2019).
    case branchedERFNet = 2
    /// Semantic classes only (Romera et al., T-ITS 2018).
    case erfNet = 3

    /// The network's name in messages and reports.
    public var name: String {
        switch self {
        case .panSECB: return "Pan-SECB"
        case .branchedERFNet: return "BranchedERFNet"
        case .erfNet: return "ERFNet"
        }
    }

    /// Its name in configurations and machine-readable reports.
    public var slug: String {
        switch self {
        case .panSECB: return "pan-secb"
        case .branchedERFNet: return "branched-erfnet"
        case .erfNet: return "erfnet"
        }
    }

    /// The default.
    public static let usual = ArchitectureKind.panSECB

    /// Whether the network has a semantic output.
    public var hasClasses: Bool { self != .branchedERFNet }
    /// Whether the network finds objects.
    public var hasObjects: Bool { self != .erfNet }
}

/// A network and its numbers of channels, from which everything else follows.
public struct Architecture: Equatable, Sendable {
    public var kind: ArchitectureKind
    /// Channels of the raw semantic output, with "some thing" and void where the network has them; 0: no such output.
    public var semanticChannels: Int
    /// Bandwidths of an object: 1, or 2 for one per axis; 0 for networks without objects.
    public var sigmas: Int
    /// Seed maps, one for each thing class; 0 for networks without objects.
    public var things: Int
    /// Width of the network, 1 ... 4: its share of the published network's channels, in quarters.
    public var width = 4

    public init(kind: ArchitectureKind, semanticChannels: Int, sigmas: Int, things: Int, width: Int = 4) {
        self.kind = kind
        self.semanticChannels = semanticChannels
        self.sigmas = sigmas
        self.things = things
        self.width = width
    }

    /// The network that these channels belong to: with classes, objects, or both.
    public init(semanticChannels: Int, sigmas: Int, things: Int, width: Int = 4) {
        let kind: ArchitectureKind = things == 0 ? .erfNet : semanticChannels == 0 ? .branchedERFNet : .panSECB
        self.init(kind: kind, semanticChannels: semanticChannels, sigmas: sigmas, things: things, width: width)
    }

    public static let maxSemanticChannels = 256
    public static let maxThings = 64
    /// The width of the published networks.
    public static let fullWidth = 4

    /// The width as a share of the published networks' width.
    public var widthShare: Double { Double(width) / Double(Architecture.fullWidth) }

    /// Channels of the raw instance output: x and y offset, sigmas, seeds.
    public var instanceChannels: Int { things == 0 ? 0 : firstSeed + things }
    /// The first seed map among them, after offsets and sigmas.
    public var firstSeed: Int { 2 + sigmas }

    /// Whether the numbers fit the kind and the library's limits.
    public var isValid: Bool {
        let semantic = (1...Architecture.maxSemanticChannels).contains(semanticChannels)
        let objects = (1...2).contains(sigmas) && (1...Architecture.maxThings).contains(things)
        return (1...Architecture.fullWidth).contains(width)
            && (kind.hasClasses ? semantic : semanticChannels == 0)
            && (kind.hasObjects ? objects : sigmas == 0 && things == 0)
    }

    /// Channels of the maps whose sides are a half, a quarter and an eighth of the image's: 16, 64 and 128 times the
    /// width, rounded up to multiples of 16. A downsampling module appends its pooled input to its convolution's
    /// outputs, so each map has at least 16 channels more than the one before.
    var channels: (half: Int, quarter: Int, eighth: Int) {
        func scaled(_ channels: Int) -> Int { (channels * width / Architecture.fullWidth + 15) / 16 * 16 }
        let half = scaled(16), quarter = max(scaled(64), half + 16)
        return (half, quarter, max(scaled(128), quarter + 16))
    }
}
