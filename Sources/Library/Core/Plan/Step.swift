/// An operation in a session's plan: where it reads and writes.
struct Step {
    let operation: Operation
    /// Pixels of the input are 2^level camera pixels wide and high.
    let level: Int
    let stage: Stage
    /// Offsets in the arena. What an operation does not read there (the first one) or write (a head) is 0.
    let input: Int, output: Int
    /// Cells of the need map, away from seeds, at which the output still matters; nil: it matters everywhere.
    let halo: Int?
}

/// The parts of a frame whose time is told.
enum Stage {
    case input, encoder, semantic, instance, clustering, output

    /// That of a node.
    init(_ node: Node) {
        switch node.part {
        case .encoder: self = node.input == nil ? .input : .encoder
        case .decoder(0): self = .semantic
        case .decoder: self = .instance
        }
    }
}
