import PanSECB

/// What a model is, apart from its weights: as `pansecb info --json` prints it and exported networks carry it.
public struct ModelFacts: Encodable, Sendable {
    public struct Class: Encodable, Sendable {
        public let id: Int
        public let name: String
        public let color: [UInt8]
        public let thing: Bool
        public let semantic: Int?
        public let seed: Int?
    }

    public struct Thresholds: Encodable, Sendable {
        public let seed: Float
        public let mask: Float
        public let claim: Float
        public let unclaimedShare: Float
        public let minPixels: UInt32
    }

    public let network: ConversionReport.Network
    /// 0 if not known.
    public let trainedWidth: Int
    public let trainedHeight: Int
    public let licence: String
    public let source: String
    public let classes: [Class]
    /// Semantic channel of "some thing", if there is one.
    public let someThingChannel: Int?
    public let thresholds: Thresholds
    public let merge: String

    public init(_ model: ConvertedModel) {
        network = ConversionReport.Network(model.architecture)
        (trainedWidth, trainedHeight) = (model.trainedWidth, model.trainedHeight)
        (licence, source) = (model.licence, model.source)
        classes = model.table.classes.map {
            Class(
                id: $0.labelID, name: $0.name, color: [$0.red, $0.green, $0.blue], thing: $0.isThing,
                semantic: $0.semanticChannel, seed: $0.seedChannel)
        }
        someThingChannel = model.table.someThingChannel
        let found = model.thresholds
        thresholds = Thresholds(
            seed: found.seed, mask: found.mask, claim: found.claim, unclaimedShare: found.unclaimedShare,
            minPixels: found.minPixels)
        merge = found.merge.name
    }

    public init(_ model: Model) { self.init(ConvertedModel(model, tensors: [])) }
}
