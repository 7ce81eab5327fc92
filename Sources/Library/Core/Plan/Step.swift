/// An operation in a session's plan, and where it reads and writes.
struct Step {
    let operation: Operation
    /// Pixels of the input are 2^level camera pixels wide and high.
    let level: Int
    let stage: Stage
    /// Offsets in the arena; 0 for the first operation's input and a head's output, which are elsewhere.
    let input: Int, output: Int
    /// Distance from seeds, in cells of the need map, up to which the output is needed; nil: it is needed everywhere.
    let halo: Int?
}

/// The parts of a frame that are timed.
enum Stage {
    case input, encoder, semantic, instance, clustering, output

    /// The part of a node.
    init(_ node: Node) {
        switch node.part {
        case .encoder: self = node.input == nil ? .input : .encoder
        case .decoder(0): self = .semantic
        case .decoder: self = .instance
        }
    }
}
