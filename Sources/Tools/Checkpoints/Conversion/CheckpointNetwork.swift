import PanSECB

/// The network that a checkpoint is of, whole or its encoder alone, and its tensors by that network's names.
public struct CheckpointNetwork {
    /// Nil: an encoder alone.
    public let architecture: Architecture?
    /// Its wiring; nil: an encoder alone.
    public let graph: Graph?
    private let modules: [Int: String]
    private let tensors: ModelTensors

    /// Fails where the checkpoint has neither.
    public init(_ checkpoint: Checkpoint) throws(CheckpointError) {
        do throws(CheckpointError) {
            tensors = try ModelTensors(checkpoint)
            if ArchitectureFinder.kind(tensors) == nil, tensors.hasEncoder {
                (architecture, graph, modules) = (nil, nil, [:])
            } else {
                let finder = try ArchitectureFinder(tensors)
                (architecture, graph, modules) = (finder.architecture, Graph(finder.architecture), finder.modules)
            }
        } catch {
            throw error.naming(file: checkpoint.file)
        }
    }

    /// Nodes from the image to an output, with what the checkpoint calls them; nil: it has no such output.
    public func path(to output: Node.Output) -> [(node: Node, module: String)]? {
        guard let graph, let head = graph.head(output) else { return nil }
        return graph.path(to: head).reversed().map {
            (graph.nodes[$0], modules[$0] ?? graph.nodes[$0].checkpointModule)
        }
    }

    /// The tensor with this name in the network.
    public subscript(name: String) -> CheckpointTensor? { tensors[name] }
}
