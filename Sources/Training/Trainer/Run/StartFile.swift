import Checkpoints
import PanSECB

/// A file from whose weights a training starts: of PyTorch, safetensors, or a weight file.
struct StartFile {
    let path: String
    let network: CheckpointNetwork
    /// Nil: it does not tell its classes.
    let classes: ClassTable?
    /// Whether its batch normalisation was folded into the convolutions.
    let isFolded: Bool

    init(_ path: String) throws(TrainingError) {
        self.path = path
        do throws(CheckpointError) {
            if let weights = try UnfoldedCheckpoint(file: path) {
                network = try CheckpointNetwork(weights.checkpoint)
                (classes, isFolded) = (weights.table, true)
                return
            }
            let checkpoint = try Checkpoint(file: path)
            network = try CheckpointNetwork(checkpoint)
            classes =
                try network.architecture.map { (architecture) throws(CheckpointError) in
                    try TrainedClass.table(of: checkpoint, for: architecture)
                } ?? nil
            isFolded = false
        } catch {
            throw TrainingError(error)
        }
    }

    /// E.g. `Pan-SECB, 13 semantic channels, 1 sigma, 8 things`.
    var text: String { network.architecture.map { ConversionReport.Network($0).text } ?? "an encoder alone" }

    /// The channel of the file's head that each channel of a network's own comes from; nil: from none. Classes are
    /// known by their label ids; where the file does not tell them, all channels correspond if there are as many.
    func channels(of output: Node.Output, in own: Architecture, _ ownClasses: ClassTable) -> [Int?] {
        guard let given = network.architecture else { return [] }
        let count = own.channels(of: output), givenCount = given.channels(of: output)
        if output == .offsets {
            // Where the file has one sigma, both begin with it.
            return (0..<count).map { min($0, givenCount - 1) }
        }
        guard let classes else { return count == givenCount ? Array(0..<count) : [Int?](repeating: nil, count: count) }
        let meanings = classes.meanings(of: output, givenCount)
        return ownClasses.meanings(of: output, count).map { own in own.flatMap { meanings.firstIndex(of: $0) } }
    }
}

extension Architecture {
    fileprivate func channels(of output: Node.Output) -> Int {
        switch output {
        case .semantic: semanticChannels
        case .offsets: firstSeed
        case .seeds: things
        }
    }
}

/// What a channel stands for.
private enum ChannelMeaning: Equatable {
    case label(Int)
    case someThing
    case void
}

extension ClassTable {
    /// Of each channel of an output; nil: nothing.
    fileprivate func meanings(of output: Node.Output, _ channels: Int) -> [ChannelMeaning?] {
        (0..<channels).map { channel in
            let entry = classes.first { (output == .seeds ? $0.seedChannel : $0.semanticChannel) == channel }
            if let entry { return .label(entry.labelID) }
            if output == .seeds { return nil }
            if channel == someThingChannel { return .someThing }
            return channel == channels - 1 ? .void : nil
        }
    }
}
