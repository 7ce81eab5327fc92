/// A network as a list of nodes, in the order of execution and of the weight file: each node's input comes before it.
/// The plan of buffers, the trainer and the converter take the wiring from here.
public struct Graph: Sendable {
    public let architecture: Architecture
    public let nodes: [Node]

    /// All layers with weights.
    public var layers: [Layer] { nodes.flatMap { $0.layers } }

    /// The most channels that a map of the network has.
    var mostChannels: Int { nodes.reduce(0) { $1.head == nil ? max($0, $1.outputs) : $0 } }

    /// Nodes that read a node's output.
    public func readers(of node: Int) -> [Int] { nodes.indices.filter { nodes[$0].input == node } }

    /// The head that computes an output; nil if the network lacks it.
    public func head(_ output: Node.Output) -> Int? { nodes.firstIndex { $0.head == output } }

    /// The path from a node back to the image.
    public func path(to node: Int) -> [Int] {
        var path: [Int] = [], next: Int? = node
        while let current = next {
            path.append(current)
            next = nodes[current].input
        }
        return path
    }
}
