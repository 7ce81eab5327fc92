import PanSECB

extension TrainingConfiguration {
    /// The network that is trained.
    public struct Network: Equatable, Sendable {
        public var architecture = ArchitectureKind.usual
        /// Share of the published network's channels, one of `widths`.
        public var width = 1.0
        /// Bandwidths of an object: 1, or 2, one for each axis. Networks without objects have none, and this is 1.
        public var sigmas = 1

        public static let widths = (1...Architecture.fullWidth).map { Double($0) / Double(Architecture.fullWidth) }

        public init() {}

        init(_ architecture: Architecture) {
            self.architecture = architecture.kind
            width = architecture.widthShare
            sigmas = max(architecture.sigmas, 1)
        }

        /// E.g. `ERFNet of width 0.5`.
        public var text: String {
            architecture.name + (width == 1 ? "" : " of width \(width)") + (sigmas == 1 ? "" : " with \(sigmas) sigmas")
        }

        /// With the channels that the classes ask for.
        func architecture(semanticChannels: Int, things: Int) -> Architecture {
            Architecture(
                kind: architecture, semanticChannels: semanticChannels, sigmas: architecture.hasObjects ? sigmas : 0,
                things: things, width: Int(exactly: width * Double(Architecture.fullWidth)) ?? 0)
        }
    }

    /// The defaults for a network.
    init(_ network: Network) {
        self.init()
        self.network = network
        best = Measure.allCases.first { $0.isMeasured(of: network.architecture) } ?? best
    }
}

extension TrainingConfiguration.Network: Codable {
    private enum CodingKeys: CodingKey { case architecture, width, sigmas }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let name = try values.decode(String.self, forKey: .architecture)
        guard let kind = ArchitectureKind.allCases.first(where: { $0.slug == name }) else {
            let names = ArchitectureKind.allCases.map(\.slug).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(
                forKey: .architecture, in: values,
                debugDescription: "there is no network \(name.debugDescription); there are \(names)")
        }
        architecture = kind
        width = try values.decode(Double.self, forKey: .width)
        sigmas = try values.decode(Int.self, forKey: .sigmas)
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(architecture.slug, forKey: .architecture)
        try values.encode(width, forKey: .width)
        try values.encode(sigmas, forKey: .sigmas)
    }
}

extension TrainingConfiguration.Measure {
    /// Whether there is such a measure of a network.
    func isMeasured(of kind: ArchitectureKind) -> Bool {
        switch self {
        case .gaussianIoU, .pq: kind.hasObjects
        case .miou: kind.hasClasses
        }
    }
}
