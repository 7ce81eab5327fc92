/// Everything about a session that depends only on the model and the largest frame: its steps, and the place of each
/// buffer in the arena. Smaller frames use the same places. The wiring is the graph's.
struct Plan {
    let steps: [Step]
    /// Number of the last step that runs if no class has seeds: the steps after it only compute offsets.
    let lastStepForSeeds: Int
    /// Arena offsets of the features that the heads of offsets and seeds read when they are sampled at candidates.
    let offsetFeatures: Int?, seedFeatures: Int?
    /// Arena offsets for the panoptic part: winning channel of each pixel, seed bits, need map, object of each pixel,
    /// candidates of one class, object table.
    let winners: Int, seedBits: Int, need: Int, objects: Int, candidates: Int, objectTable: Int
    /// The workers' memory, and the scratch memory of each.
    let workers: Int, scratchBytes: Int
    /// Bytes of the arena.
    let bytes: Int
    /// Pixels of the largest frame, after padding.
    let pixels: Int

    init(_ graph: Graph, _ operations: [Operation], width: Int, height: Int, workers: Int) {
        let architecture = graph.architecture, paddedWidth = Plan.padded(width)
        pixels = paddedWidth * Plan.padded(height)
        var arena = ArenaPlan()
        let features = FeatureBuffers(graph, operations, pixels: pixels, &arena)
        let end = operations.count
        let semanticHead = Plan.step(of: .semantic, graph, operations)
        let seedHead = Plan.step(of: .seeds, graph, operations)
        let offsetHead = Plan.step(of: .offsets, graph, operations)

        let winners = arena.add(bytes: architecture.semanticChannels > 0 ? pixels : 0, at: end)
        if let semanticHead { arena.use(winners, at: semanticHead) }
        let seedBits = arena.add(bytes: SeedBits.bytes(architecture.things, width: width, height: height), at: end)
        let need = arena.add(bytes: architecture.things > 0 ? NeedMap.bytes(pixels: pixels) : 0, at: end)
        if let seedHead {
            arena.use(seedBits, at: seedHead)
            arena.use(need, at: seedHead)
        }
        // Features are sampled again to find objects.
        for head in [seedHead, offsetHead] {
            if let head, let buffer = features.inputs[head] { arena.use(buffer, at: end) }
        }
        let table = arena.add(bytes: ObjectTable.bytes(architecture, pixels: pixels), at: end)
        // Last, since it has room for a candidate at every pixel and is hardly ever full.
        let objectBytes = Memory.aligned(pixels * 2)
        let objects = arena.add(
            bytes: architecture.things > 0 ? objectBytes + Candidates.bytes(pixels) : 0, at: end)
        scratchBytes = operations.reduce(0) {
            max($0, Memory.aligned($1.scratchBytes(width: paddedWidth >> graph.nodes[$1.node].level)))
        }
        let workerMemory = arena.add(
            bytes: WorkerMemory.bytes(channels: graph.mostChannels, scratchBytes: scratchBytes, workers: workers), at: 0
        )
        arena.use(workerMemory, at: end)
        arena.place()

        func offset(_ buffer: Int?) -> Int { buffer.map { arena.buffers[$0].offset } ?? 0 }
        lastStepForSeeds = seedHead ?? 0
        let halos = Plan.halos(graph, operations, offsetHead: offsetHead, after: seedHead)
        steps = operations.enumerated().map { number, operation in
            let node = graph.nodes[operation.node]
            return Step(
                operation: operation, level: node.level, stage: Stage(node),
                input: offset(features.inputs[number]), output: offset(features.outputs[number]), halo: halos[number])
        }
        offsetFeatures = offsetHead.map { offset(features.inputs[$0]) }
        seedFeatures = seedHead.map { offset(features.inputs[$0]) }
        self.winners = offset(winners)
        self.need = offset(need)
        self.seedBits = offset(seedBits)
        self.objects = offset(objects)
        candidates = self.objects + objectBytes
        objectTable = offset(table)
        self.workers = offset(workerMemory)
        bytes = arena.bytes
    }

    /// Sides of the image that the network sees: multiples of 8.
    static func padded(_ side: Int) -> Int { (side + 7) & ~7 }

    /// The step that computes an output.
    private static func step(of output: Node.Output, _ graph: Graph, _ operations: [Operation]) -> Int? {
        let head = graph.head(output)
        return operations.firstIndex { $0.node == head }
    }

    /// For each step, from the offsets' head back: how far from a seed, in cells of the need map, its output is read.
    /// Only steps after the seeds' head can know where seeds are.
    private static func halos(
        _ graph: Graph, _ operations: [Operation], offsetHead: Int?, after seedHead: Int?
    ) -> [Int?] {
        var halos = [Int?](repeating: nil, count: operations.count)
        guard let offsetHead, let seedHead, seedHead < offsetHead else { return halos }
        let path = graph.path(to: operations[offsetHead].node)
        // In pixels of the image.
        var reach = 0
        for number in (seedHead + 1..<offsetHead).reversed() where path.contains(operations[number].node) {
            halos[number] = (reach + (1 << NeedMap.level) - 1) >> NeedMap.level
            reach += operations[number].reach << graph.nodes[operations[number].node].level
        }
        return halos
    }
}

/// The buffers that steps read and write, with their lifetimes: a node's features live from the step that writes them
/// to the last that reads them.
private struct FeatureBuffers {
    /// The buffers of each step; nil for the first step's input (the camera's image) and the heads' outputs (the
    /// network's).
    private(set) var inputs: [Int?] = [], outputs: [Int?] = []

    init(_ graph: Graph, _ operations: [Operation], pixels: Int, _ arena: inout ArenaPlan) {
        var features = [Int?](repeating: nil, count: graph.nodes.count)
        // The features between the halves of a block.
        var inner: Int?
        for (now, operation) in operations.enumerated() {
            let node = graph.nodes[operation.node], source = node.input.flatMap { features[$0] }
            var input = source, output: Int?
            switch operation.part {
            case .whole:
                if node.head == nil {
                    output = arena.add(bytes: FeatureBuffers.bytes(node, pixels, operation), at: now)
                    features[operation.node] = output
                }
            case .opening:
                output = arena.add(bytes: FeatureBuffers.bytes(node, pixels, operation), at: now)
                inner = output
            case .closing:
                input = inner
                output = source
                features[operation.node] = output
            }
            if let input { arena.use(input, at: now) }
            if let output { arena.use(output, at: now) }
            inputs.append(input)
            outputs.append(output)
        }
    }

    private static func bytes(_ node: Node, _ pixels: Int, _ operation: Operation) -> Int {
        node.outputs * (pixels >> (2 * node.outputLevel)) * operation.numberBytes
    }
}
