import CShims

/// A step of the network in one form: a module, or half of one, with its packed weights. It says what memory it needs,
/// of how many independent items its work consists, and does any item on any thread. It is made when a model is loaded
/// and never changes, so that all sessions share it.
///
/// A form is one subclass in one file; `OperationForms` chooses. See HACKING.md for what a new one touches.
class Operation {
    /// Which part of a node's work it does.
    enum Part {
        /// All of it.
        case whole
        /// The first half of a block: reads the node's input, writes what lies between the halves.
        case opening
        /// The second half: reads what lies between, and writes over the block's input, which it adds.
        case closing
    }

    /// Number of the node in the graph.
    let node: Int
    let part: Part
    /// Layers whose weights it has.
    let layers: [Layer]
    let kernels: pansecb_kernels

    init(_ node: Int, part: Part = .whole, _ layers: [Layer], _ kernels: pansecb_kernels) {
        self.node = node
        self.part = part
        self.layers = layers
        self.kernels = kernels
    }

    /// Name of the form, as reports of times show it.
    var form: StaticString { "" }

    /// How far around an output pixel the input is looked at, in pixels of the input.
    var reach: Int { 0 }

    /// Whether items multiply in matrix registers.
    var usesMatrices: Bool { false }

    /// Takes a tensor of layer `layer` of `layers`, in PyTorch's order.
    func set(layer: Int, _ tensor: LayerTensor, _ values: UnsafePointer<Float>) {}

    /// Bytes of scratch memory of a worker, for inputs of up to `width` pixels a row.
    func scratchBytes(width: Int) -> Int { 0 }

    /// Items of the work on a frame; 0: there is nothing to do.
    func items(_ frame: Frame, height: Int) -> Int { 0 }

    /// Does one item.
    func run(_ item: Int, _ work: Work) {}
}
