import CShims

/// A step of the network in one form: a module, or half of one, with its packed weights. It states its scratch memory
/// and its number of independent items, and runs any item on any thread. It is made when a model is loaded and never
/// changes, so all sessions share it.
///
/// A form is one subclass in one file; `OperationForms` chooses. HACKING.md lists what a new one touches.
class Operation {
    /// The part of a node that an operation computes.
    enum Part {
        /// All of it.
        case whole
        /// The first half of a block: reads the node's input, writes the features between the halves.
        case opening
        /// The second half: reads the features between the halves, adds the block's input and overwrites it.
        case closing
    }

    /// Number of the node in the graph.
    let node: Int
    let part: Part
    /// Layers whose weights it holds.
    let layers: [Layer]
    let kernels: pansecb_kernels

    init(_ node: Int, part: Part = .whole, _ layers: [Layer], _ kernels: pansecb_kernels) {
        self.node = node
        self.part = part
        self.layers = layers
        self.kernels = kernels
    }

    /// Name of the form in timing reports.
    var form: StaticString { "" }

    /// Bytes of an activation, of input and output alike but for the network's own.
    var numberBytes: Int { 4 }

    /// How far from an output pixel the input is read, in input pixels.
    var reach: Int { 0 }

    /// Whether items multiply in matrix registers.
    var usesMatrices: Bool { false }

    /// Takes the scales of a quantised layer, before its tensors.
    func set(layer: Int, _ scales: QuantisedScales) {}

    /// Takes a tensor of layer `layer` of `layers`, in PyTorch's order.
    func set(layer: Int, _ tensor: LayerTensor, _ values: UnsafePointer<Float>) {}

    /// Bytes of scratch memory per worker, for inputs of up to `width` pixels a row.
    func scratchBytes(width: Int) -> Int { 0 }

    /// Items of work on a frame; 0 if there is nothing to do.
    func items(_ frame: Frame, height: Int) -> Int { 0 }

    /// Runs one item.
    func run(_ item: Int, _ work: Work) {}
}
