/// Networks that the library runs: three arrangements of the same blocks.
public enum ArchitectureKind: UInt32, Sendable {
    /// Semantic classes and objects: two decoders, the seed maps grow out of the first.
    case panSECB = 1
    /// Objects only: decoder 0 gives offsets and sigmas, decoder 1 one seed map (Neven et al., CVPR 2019).
    case branchedERFNet = 2
    /// Semantic classes only (Romera et al., T-ITS 2018).
    case erfNet = 3
}

/// Which network, and its numbers of channels. Everything else follows from these.
public struct Architecture: Equatable, Sendable {
    public var kind: ArchitectureKind
    /// Channels of the raw semantic output, with "some thing" and void where the network has them; 0: no such output.
    public var semanticChannels: Int
    /// Bandwidths an object has: 1, or 2 for one an axis; 0 for networks without objects.
    public var sigmas: Int
    /// Seed maps, one a thing class; 0 for networks without objects.
    public var things: Int

    public init(kind: ArchitectureKind, semanticChannels: Int, sigmas: Int, things: Int) {
        self.kind = kind
        self.semanticChannels = semanticChannels
        self.sigmas = sigmas
        self.things = things
    }

    public static let maxSemanticChannels = 256
    public static let maxThings = 64

    /// Channels of the raw instance output: x and y offset, sigmas, seeds.
    public var instanceChannels: Int { things == 0 ? 0 : 2 + sigmas + things }

    /// Whether the numbers fit the kind and the library's limits.
    public var isValid: Bool {
        let objects = (1...2).contains(sigmas) && (1...Architecture.maxThings).contains(things)
        let semantic = (1...Architecture.maxSemanticChannels).contains(semanticChannels)
        switch kind {
        case .panSECB: return objects && semantic
        case .branchedERFNet: return objects && semanticChannels == 0
        case .erfNet: return semantic && sigmas == 0 && things == 0
        }
    }

    public var decoders: Int { kind == .erfNet ? 1 : 2 }

    /// Output channels of a decoder's own head.
    public func headChannels(decoder: Int) -> Int {
        switch (kind, decoder) {
        case (.erfNet, _), (.panSECB, 0): return semanticChannels
        case (.panSECB, _), (.branchedERFNet, 0): return 2 + sigmas
        case (.branchedERFNet, _): return things
        }
    }

    /// Number of layers that hold weights; `layer(_:)` gives each.
    public var layerCount: Int {
        Architecture.encoderLayers + decoders * Architecture.decoderLayers + (kind == .panSECB ? 1 : 0)
    }

    /// Layers in the order of execution and of the weight file: encoder, decoder 0, seed layer (Pan-SECB), decoder 1.
    public func layer(_ index: Int) -> Layer {
        if index < Architecture.encoderLayers { return Architecture.encoderLayer(index) }
        var rest = index - Architecture.encoderLayers
        if rest < Architecture.decoderLayers { return decoderLayer(rest, decoder: 0) }
        rest -= Architecture.decoderLayers
        if kind == .panSECB {
            if rest == 0 { return Layer(kind: .head, place: .seed, inputs: 16, outputs: things) }
            rest -= 1
        }
        return decoderLayer(rest, decoder: 1)
    }
}

extension Architecture {
    /// Down(3,16), Down(16,64), five blocks, Down(64,128), eight blocks; a block is four convolutions.
    static let encoderLayers = 3 + 13 * 4
    /// Up, two blocks, Up, two blocks, head.
    static let decoderLayers = 2 + 4 * 4 + 1

    /// Modules of the encoder: -1 is `initial_block`, 0 ... 14 are `layers.0` ... `layers.14`.
    private static func encoderLayer(_ index: Int) -> Layer {
        switch index {
        case 0: return Layer(kind: .down, place: .encoder(-1), inputs: 3, outputs: 16)
        case 1: return Layer(kind: .down, place: .encoder(0), inputs: 16, outputs: 64)
        case 2..<22:
            return block(channels: 64, dilation: 1, part: (index - 2) & 3, place: .encoder(1 + (index - 2) / 4))
        case 22: return Layer(kind: .down, place: .encoder(6), inputs: 64, outputs: 128)
        default:
            let number = (index - 23) / 4
            return block(
                channels: 128, dilation: 2 << (number & 3), part: (index - 23) & 3, place: .encoder(7 + number))
        }
    }

    private func decoderLayer(_ index: Int, decoder: Int) -> Layer {
        switch index {
        case 0: return Layer(kind: .up, place: .decoder(decoder, 0), inputs: 128, outputs: 64)
        case 1..<9:
            return Architecture.block(
                channels: 64, dilation: 1, part: (index - 1) & 3, place: .decoder(decoder, 1 + (index - 1) / 4))
        case 9: return Layer(kind: .up, place: .decoder(decoder, 3), inputs: 64, outputs: 16)
        case 10..<18:
            return Architecture.block(
                channels: 16, dilation: 1, part: (index - 10) & 3, place: .decoder(decoder, 4 + (index - 10) / 4))
        default:
            return Layer(kind: .head, place: .decoderHead(decoder), inputs: 16, outputs: headChannels(decoder: decoder))
        }
    }

    /// One of the four convolutions of a non-bottleneck-1D block: 3x1, 1x3, 3x1 dilated, 1x3 dilated (adds the block's
    /// input).
    private static func block(channels: Int, dilation: Int, part: Int, place: Layer.Place) -> Layer {
        Layer(
            kind: part & 1 == 0 ? .column : .row, place: place, part: part, inputs: channels, outputs: channels,
            dilation: part < 2 ? 1 : dilation, addsBlockInput: part == 3)
    }
}
