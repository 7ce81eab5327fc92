import PanSECB

/// Which network a checkpoint is: told by the names of its heads; channels and width by the shapes of its tensors.
struct ArchitectureFinder {
    let architecture: Architecture
    /// Modules of nodes that the checkpoint calls otherwise than usual, by node.
    let modules: [Int: String]

    init(_ tensors: ModelTensors) throws(CheckpointError) {
        guard let kind = ArchitectureFinder.kind(tensors) else { throw ArchitectureFinder.unknown(tensors) }
        let graph = ArchitectureFinder.example(kind)
        var modules: [Int: String] = [:]
        func channels(_ output: Node.Output) throws(CheckpointError) -> Int? {
            guard let node = graph.head(output) else { return nil }
            let head = try ArchitectureFinder.head(node, graph, tensors)
            if head.module != graph.nodes[node].checkpointModule { modules[node] = head.module }
            return head.channels
        }
        let semantic = try channels(.semantic), offsets = try channels(.offsets), things = try channels(.seeds)
        var found = Architecture(
            kind: kind, semanticChannels: semantic ?? 0, sigmas: offsets.map { $0 - 2 } ?? 0, things: things ?? 0)
        // With more channels there would be more classes than a table holds, void aside.
        let mostChannels = maxClasses + 1
        guard found.isValid, found.semanticChannels <= mostChannels else {
            throw CheckpointError(
                .notThisNetwork,
                "the last layers have \(found.semanticChannels) semantic channels, \(found.sigmas) sigmas and "
                    + "\(found.things) things, which \(kind.name) does not have",
                fix: "Sigmas must be 1 or 2, things 1 to \(Architecture.maxThings), semantic channels 1 to "
                    + "\(mostChannels)"
            )
        }
        // Where no width fits, the full one is what tensors are compared with.
        found.width =
            (1...Architecture.fullWidth).first { width in
                var candidate = found
                candidate.width = width
                return LayerSource.all(Graph(candidate), modules: modules).flatMap(\.expected).allSatisfy {
                    name, shape in
                    tensors[name].map { $0.shape == shape } ?? true
                }
            } ?? Architecture.fullWidth
        architecture = found
        self.modules = modules
    }

    /// A network of the kind, of which only names and features count.
    private static func example(_ kind: ArchitectureKind) -> Graph {
        Graph(
            Architecture(
                kind: kind, semanticChannels: kind.hasClasses ? 1 : 0, sigmas: kind.hasObjects ? 1 : 0,
                things: kind.hasObjects ? 1 : 0))
    }

    /// The network of whose heads' parents the checkpoint has the largest share; of several the one with the most. Nil:
    /// it has none.
    static func kind(_ tensors: ModelTensors) -> ArchitectureKind? {
        var best: (kind: ArchitectureKind, share: Double, heads: Int)?
        for kind in ArchitectureKind.allCases {
            let parents = example(kind).nodes.filter { $0.head != nil }.map { parent($0) }
            let found = parents.count { parent in tensors.names.contains { $0.hasPrefix(parent) } }
            let share = Double(found) / Double(parents.count)
            if found > 0, (share, parents.count) > (best?.share ?? 0, best?.heads ?? 0) {
                best = (kind, share, parents.count)
            }
        }
        return best?.kind
    }

    /// The module that a head is in, with a point behind it.
    private static func parent(_ head: Node) -> String {
        let path = head.checkpointModule
        return String(path.prefix(through: path.lastIndex(of: ".") ?? path.startIndex))
    }

    /// A head's module and its channels. In a module that has nothing else, programs call it what they like.
    private static func head(
        _ number: Int, _ graph: Graph, _ tensors: ModelTensors
    ) throws(CheckpointError) -> (module: String, channels: Int) {
        let node = graph.nodes[number], parent = parent(node), usual = node.checkpointModule + ".weight"
        let isAlone = graph.nodes.count { $0.checkpointModule.hasPrefix(parent) } == 1
        let candidates =
            isAlone ? tensors.names.filter { $0.hasPrefix(parent) && $0.hasSuffix(".weight") } : [usual]
        let fitting = candidates.filter { isHead(tensors[$0]?.shape ?? [], node) }
        guard let name = fitting.first, let shape = tensors[name]?.shape else {
            guard let found = candidates.first.flatMap({ tensors[$0] }) else {
                throw CheckpointError(
                    .notThisNetwork, tensor: usual, "the checkpoint lacks it, and it tells the number of channels")
            }
            throw CheckpointError(
                .wrongShape, tensor: found.name,
                "its shape is \(found.shape) where the network has [\(node.inputs), channels, 2, 2]")
        }
        guard fitting.count == 1 else {
            throw CheckpointError(
                .notThisNetwork, tensor: fitting[1], "there is more than one layer in \(parent.dropLast())")
        }
        return (String(name.dropLast(".weight".count)), shape[1])
    }

    private static func isHead(_ shape: [Int], _ node: Node) -> Bool {
        shape.count == 4 && shape[0] == node.inputs && shape[2] == 2 && shape[3] == 2
    }

    private static func unknown(_ tensors: ModelTensors) -> CheckpointError {
        let encoder =
            "this is an encoder alone, as trained on ImageNet; it has no decoders, so it gives no segmentation"
        let wanted = "encoder."
        if hasWholeEncoder(tensors, prefix: wanted) {
            return CheckpointError(
                .notThisNetwork, encoder,
                fix: "Training can start from it; convert the checkpoint that comes out of that")
        }
        if hasWholeEncoder(tensors, prefix: "") {
            return CheckpointError(
                .notThisNetwork, encoder + ", and its names lack the prefix \"\(wanted)\"",
                fix: "Training can start from it with that prefix: "
                    + "{\"\(wanted)\" + name: tensor for name, tensor in state.items()}")
        }
        let first = tensors.names.prefix(3).map(\.debugDescription).joined(separator: ", ")
        return CheckpointError(
            .notThisNetwork,
            "this is none of \(ArchitectureKind.allCases.map(\.name).joined(separator: ", ")): "
                + "it has no tensors \"decoders.0...\" or \"decoder...\" (it begins with \(first))"
        )
    }

    /// Whether all tensors of ERFNet's encoder are there, in any width.
    private static func hasWholeEncoder(_ tensors: ModelTensors, prefix: String) -> Bool {
        example(.erfNet).nodes.filter { $0.part == .encoder }.allSatisfy { node in
            let module = prefix + node.checkpointModule.dropFirst("encoder.".count)
            return LayerSource.all(node, module: module).flatMap(\.expected).allSatisfy { name, shape in
                tensors[name]?.shape.count == shape.count
            }
        }
    }
}
