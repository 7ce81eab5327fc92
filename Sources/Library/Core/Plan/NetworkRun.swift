import CPanSECB
import CShims

/// A plan with its memory and threads: runs the network on a frame, step by step.
final class NetworkRun {
    let plan: Plan
    let arena: Memory
    private let frame: UnsafeMutablePointer<Frame>
    private let steps: UnsafeMutablePointer<Step>
    /// Nanoseconds of each step of the last frame.
    private let times: UnsafeMutablePointer<UInt64>
    private let pool: ThreadPool
    private let fixed: Memory
    private let graph: Graph

    /// Memory that keeps its address for the session's life.
    private struct Layout {
        let frame = 0
        let steps: Int, times: Int, bytes: Int

        init(steps count: Int) {
            steps = Memory.aligned(MemoryLayout<Frame>.stride)
            times = steps + Memory.aligned(count * MemoryLayout<Step>.stride)
            bytes = times + count * MemoryLayout<UInt64>.stride
        }
    }

    static func make(_ model: Model, _ plan: Plan, workers: Int) throws(Failure) -> NetworkRun {
        // Its top, which has room for a candidate at every pixel, is hardly ever used.
        let arena = try Memory.take(plan.bytes, for: "a session's arena", isFilled: false)
        let layout = Layout(steps: plan.steps.count), fixed = try Memory.take(layout.bytes, for: "a session")
        let frame = (fixed.start + layout.frame).bindMemory(to: Frame.self, capacity: 1)
        let steps = (fixed.start + layout.steps).bindMemory(to: Step.self, capacity: plan.steps.count)
        let memory = WorkerMemory(
            arena.start + plan.workers, channels: model.graph.mostChannels, scratchBytes: plan.scratchBytes)
        memory.clear()
        frame.initialize(to: Frame(arena: arena.start, workers: memory, step: UnsafePointer(steps)))
        let pool = try ThreadPool.make(workers: workers, context: frame) { frame, item, worker in
            Frame.run(UnsafePointer(frame.assumingMemoryBound(to: Frame.self)), item: Int(item), worker: Int(worker))
        }
        guard pool.workers == workers else {
            throw Failure(PANSECB_OUT_OF_MEMORY, "the system started \(pool.workers - 1) of \(workers - 1) threads")
        }
        return NetworkRun(plan, arena, fixed, layout, pool: pool, model.graph)
    }

    private init(
        _ plan: Plan, _ arena: Memory, _ fixed: Memory, _ layout: Layout, pool: ThreadPool, _ graph: Graph
    ) {
        self.graph = graph
        self.plan = plan
        self.arena = arena
        self.fixed = fixed
        self.pool = pool
        frame = (fixed.start + layout.frame).assumingMemoryBound(to: Frame.self)
        steps = (fixed.start + layout.steps).assumingMemoryBound(to: Step.self)
        times = (fixed.start + layout.times).bindMemory(to: UInt64.self, capacity: plan.steps.count)
        for (i, step) in plan.steps.enumerated() { (steps + i).initialize(to: step) }
        times.initialize(repeating: 0, count: plan.steps.count)
    }

    deinit { steps.deinitialize(count: plan.steps.count) }

    /// Threads that work on a frame, the caller's among them.
    var workers: Int { pool.workers }

    /// The current frame.
    var outputs: NetworkOutputs { frame.pointee.outputs }
    var width: Int { frame.pointee.width }
    var height: Int { frame.pointee.height }

    /// Begins a frame; see `Frame.begin`.
    func begin(width: Int, height: Int, image: pansecb_image? = nil, _ outputs: NetworkOutputs) {
        frame.pointee.begin(width: width, height: height, image: image, outputs)
    }

    /// Runs all steps.
    /// - Parameter minSeeds: if no class has more seeds than this, no object can be found and the offsets are not
    ///   computed; nil to always compute them.
    ///   - look: called with the number of each step when it is done.
    func run(minSeeds: Int?, _ timings: inout pansecb_timings, look: ((Int) -> Void)? = nil) {
        times.update(repeating: 0, count: plan.steps.count)
        for number in 0..<plan.steps.count {
            let start = pansecb_now()
            frame.pointee.step = UnsafePointer(steps + number)
            pool.run(count: frame.pointee.items)
            times[number] = pansecb_now() - start
            timings.add(times[number], to: steps[number].stage)
            look?(number)
            if number == plan.lastStepForSeeds, let minSeeds, !measureNeed(minSeeds, &timings) { return }
        }
    }

    /// Finds where the offsets are needed; returns false if nowhere.
    private func measureNeed(_ minSeeds: Int, _ timings: inout pansecb_timings) -> Bool {
        guard let bits = frame.pointee.outputs.seedBits else { return false }
        let start = pansecb_now()
        let need = NeedMap(
            arena.start + plan.need, paddedWidth: frame.pointee.paddedWidth, paddedHeight: frame.pointee.paddedHeight)
        let any = need.measure(bits, things: graph.architecture.things, moreThan: minSeeds)
        frame.pointee.outputs.need = need
        timings.add(pansecb_now() - start, to: .clustering)
        return any
    }

    /// The heads of offsets and seeds, on the last frame's features.
    func sampledHeads(_ model: Model) -> SampledHeads? {
        guard let offsets = model.offsetHead, let offsetFeatures = plan.offsetFeatures, let seeds = model.seedHead,
            let seedFeatures = plan.seedFeatures, let bits = outputs.seedBits
        else { return nil }
        return SampledHeads(
            offsets: offsets, offsetFeatures: frame.pointee.features(offsetFeatures), seeds: seeds,
            seedFeatures: frame.pointee.features(seedFeatures), featureWidth: frame.pointee.paddedWidth / 2,
            width: width, bits: bits)
    }

    /// The output of step `number`, until a later step overwrites it; nil if it is the network's.
    func output(of number: Int) -> StepOutput? {
        let step = plan.steps[number], node = step.operation.node
        guard graph.nodes[node].head == nil else { return nil }
        let level = graph.nodes[node].outputLevel
        return StepOutput(
            layers: step.operation.layers, start: UnsafeRawPointer(frame.pointee.features(step.output)),
            count: graph.nodes[node].outputs * (frame.pointee.paddedHeight >> level)
                * (frame.pointee.paddedWidth >> level),
            isBytes: step.operation.numberBytes == 1)
    }

    /// The time of step `number` in the last frame.
    func time(of number: Int) -> LayerTime {
        let step = plan.steps[number]
        return LayerTime(
            layers: step.operation.layers, inputHeight: frame.pointee.paddedHeight >> step.level,
            inputWidth: frame.pointee.paddedWidth >> step.level, nanoseconds: times[number],
            form: step.operation.form)
    }
}

extension pansecb_timings {
    mutating func add(_ time: UInt64, to stage: Stage) {
        switch stage {
        case .input: input += time
        case .encoder: encoder += time
        case .semantic: semantic += time
        case .instance: instance += time
        case .clustering: clustering += time
        case .output: output += time
        }
    }
}
