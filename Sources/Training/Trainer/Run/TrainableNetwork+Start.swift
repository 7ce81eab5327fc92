import Checkpoints
import PanSECB

/// What a network took of a file that it started from, by its parts.
public struct StartReport: Sendable {
    let headline: String
    fileprivate(set) var taken: [String] = []
    fileprivate(set) var left: [String] = []

    /// For people.
    public var lines: [String] {
        [headline, "  taken: " + taken.joined(separator: ", ")]
            + (left.isEmpty ? [] : ["  left as they were: " + left.joined(separator: ", ")])
    }
}

extension TrainableNetwork {
    /// Takes the weights of a network, or of an encoder trained on ImageNet. Nodes correspond that are at the same
    /// place on the way to an output: so a decoder goes to the decoder of the same output, whatever it is called. Parts
    /// that the file lacks, and channels of heads whose classes it lacks, are left as they are.
    /// - Parameter classes: of this network.
    func start(from file: StartFile, classes: ClassTable) throws(TrainingError) -> StartReport {
        var report = StartReport(
            headline: "start: \(file.path): \(file.text)"
                + (file.isFolded ? "; batch normalisation, folded in there, begins with the statistics of a batch" : "")
        )
        var sources = encoderSources, heads: [String] = []
        for output in [Node.Output.semantic, .offsets, .seeds] {
            guard let head = graph.head(output) else { continue }
            guard let path = file.network.path(to: output) else {
                heads.append("\(output.head) (the file has none)")
                continue
            }
            for (number, given) in zip(graph.path(to: head).reversed(), path) where sources[number] == nil {
                sources[number] = given
            }
            let rows = file.channels(of: output, in: architecture, classes)
            try takeHead(head, file, module: sources[head]?.module ?? "", rows)
            let count = rows.count { $0 != nil }
            if count == rows.count {
                report.taken.append(output.head)
            } else if count > 0 {
                report.taken.append("\(output.head) (\(count) of \(rows.count) channels, those of the same classes)")
            } else {
                heads.append(
                    "\(output.head) (the file has "
                        + (file.classes == nil ? "another number of classes)" : "none of these classes)"))
            }
        }
        var parts: [String] = []
        for (number, node) in graph.nodes.enumerated() where node.head == nil {
            let name = graph.name(of: node.part), source = sources[number]
            if let source { try take(node, file, module: source.module) }
            let other = source.flatMap { source in file.network.graph?.name(of: source.node.part) } ?? name
            let entry = other == name ? name : "\(name) (from the file's \(other))"
            if source != nil, !parts.contains(entry) { parts.append(entry) }
            if source == nil, !report.left.contains(name) { report.left.append(name) }
        }
        report.taken = parts + report.taken
        report.left += heads
        takeUnused(file)
        return report
    }

    /// The encoder's nodes, which all networks call the same.
    private var encoderSources: [Int: (node: Node, module: String)] {
        var sources: [Int: (node: Node, module: String)] = [:]
        for (number, node) in graph.nodes.enumerated() where node.part == .encoder {
            sources[number] = (node, node.checkpointModule)
        }
        return sources
    }

    /// All tensors of a node that is no head.
    private func take(_ node: Node, _ file: StartFile, module: String) throws(TrainingError) {
        let own = LayerSource.all(node, module: node.checkpointModule).flatMap(\.expected)
        for ((name, shape), given) in zip(own, LayerSource.all(node, module: module).flatMap(\.expected)) {
            let tensor = try tensor(given.name, file, part: graph.name(of: node.part))
            guard tensor.shape == shape else { throw misfit(file, tensor, shape) }
            set(name, try finite(tensor, file))
        }
    }

    /// The channels of a head that come from one of the file's.
    private func takeHead(_ number: Int, _ file: StartFile, module: String, _ rows: [Int?]) throws(TrainingError) {
        let node = graph.nodes[number], part = node.head?.head ?? ""
        guard let own = LayerSource.all(node, module: node.checkpointModule).first,
            let given = LayerSource.all(node, module: module).first
        else { return }
        let (inputs, channels) = (node.inputs, node.outputs)
        let weight = try tensor(given.weight, file, part: part), bias = try tensor(given.bias, file, part: part)
        let givenChannels = bias.shape.first ?? 0
        guard bias.shape.count == 1, weight.shape == [inputs, givenChannels, 2, 2],
            rows.count == channels, rows.allSatisfy({ ($0 ?? 0) < max(givenChannels, 1) })
        else { throw misfit(file, weight, [inputs, channels, 2, 2]) }
        let givenWeights = try finite(weight, file), givenBiases = try finite(bias, file)
        guard var weights = values(named: own.weight), var biases = values(named: own.bias) else { return }
        for (channel, row) in rows.enumerated() {
            guard let row else { continue }
            biases[channel] = givenBiases[row]
            for input in 0..<inputs {
                let to = (input * channels + channel) * 4, from = (input * givenChannels + row) * 4
                weights.replaceSubrange(to..<to + 4, with: givenWeights[from..<from + 4])
            }
        }
        set(own.weight, weights)
        set(own.bias, biases)
    }

    /// The encoder's own classifier, where it fits.
    private func takeUnused(_ file: StartFile) {
        for tensor in unused {
            guard let given = file.network[tensor.name], given.shape == tensor.shape, let values = try? given.floats()
            else { continue }
            setUnused(tensor.name, values)
        }
    }

    private func tensor(_ name: String, _ file: StartFile, part: String) throws(TrainingError) -> CheckpointTensor {
        guard let tensor = file.network[name] else {
            throw TrainingError(
                .checkpoint, "\(file.path): its \(part) is not whole: tensor \(name.debugDescription) is missing",
                fix: "Give a checkpoint of one of \(ArchitectureKind.allCases.map(\.name).joined(separator: ", ")), "
                    + "or of ERFNet's encoder")
        }
        return tensor
    }

    private func finite(_ tensor: CheckpointTensor, _ file: StartFile) throws(TrainingError) -> [Float] {
        guard let values = try? tensor.floats(), values.allSatisfy(\.isFinite) else {
            throw TrainingError(
                .checkpoint, "\(file.path): tensor \(tensor.name.debugDescription) holds no finite numbers")
        }
        return values
    }

    private func values(named name: String) -> [Float]? {
        store.parameters.first { $0.name == name }.map { values($0) }
    }

    /// A parameter or a running statistic.
    private func set(_ name: String, _ numbers: [Float]) {
        if let parameter = store.parameters.first(where: { $0.name == name }) {
            set(parameter, numbers)
        } else {
            _ = setStatistic(name, numbers)
        }
    }

    private func misfit(_ file: StartFile, _ tensor: CheckpointTensor, _ shape: [Int]) -> TrainingError {
        // The width at which the file's encoder fits.
        var other = architecture
        let width = (1...Architecture.fullWidth).first { width in
            other.width = width
            return Graph(other).nodes.filter { $0.part == .encoder }.allSatisfy { node in
                LayerSource.all(node, module: node.checkpointModule).flatMap(\.expected).allSatisfy { name, shape in
                    file.network[name].map { $0.shape == shape } ?? true
                }
            }
        }
        guard let width, width != architecture.width else {
            return TrainingError(
                .checkpoint,
                "\(file.path): tensor \(tensor.name.debugDescription) has the shape \(tensor.shape), and the network "
                    + "\(shape)")
        }
        other.width = width
        return TrainingError(
            .checkpoint,
            "\(file.path): it is of a network of width \(other.widthShare), and this one has width "
                + "\(architecture.widthShare)",
            fix: "Set network.width to \(other.widthShare), or start from another checkpoint")
    }
}

extension Node.Output {
    fileprivate var head: String {
        switch self {
        case .semantic: "head of classes"
        case .offsets: "head of offsets and sigmas"
        case .seeds: "head of seeds"
        }
    }
}

extension Graph {
    /// A part's name by what it is for.
    fileprivate func name(of part: Node.Part) -> String {
        if part == .encoder { return "encoder" }
        let heads = nodes.filter { $0.part == part }.compactMap(\.head)
        return heads.contains(.semantic)
            ? "semantic decoder" : heads.contains(.offsets) ? "instance decoder" : "seed decoder"
    }
}
