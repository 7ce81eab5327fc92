import CPanSECB
import CShims

/// The working memory and threads for frames up to a fixed size. One caller at a time.
public final class Session {
    public let model: Model
    public let maxWidth: Int, maxHeight: Int
    /// Times of the last frame.
    public private(set) var timings = pansecb_timings()

    /// Bytes of the arena.
    public var memory: Int { arena.bytes }
    /// Threads that work on a frame, the caller's among them.
    public var workers: Int { pool.workers }

    private let plan: Plan
    private let arena: Memory
    private let frame: UnsafeMutablePointer<Frame>
    private let steps: UnsafeMutablePointer<Step>
    /// Nanoseconds of each step of the last frame.
    private let times: UnsafeMutablePointer<UInt64>
    private let pool: ThreadPool
    private let fixed: Memory

    /// Bytes of the arena that a session takes.
    public static func memory(model: Model, maxWidth: Int, maxHeight: Int, threads: Int) throws(Failure) -> Int {
        try checkSize(maxWidth, maxHeight)
        let workers = try workers(threads)
        return Plan(model.architecture, model.layers, width: maxWidth, height: maxHeight, workers: workers).bytes
    }

    /// A session for frames up to the given size. `threads`: 0 one for each processor, 1 none but the caller's.
    public static func make(model: Model, maxWidth: Int, maxHeight: Int, threads: Int = 1) throws(Failure) -> Session {
        try checkSize(maxWidth, maxHeight)
        let workers = try workers(threads)
        let plan = Plan(model.architecture, model.layers, width: maxWidth, height: maxHeight, workers: workers)
        // Its top, room for as many candidates as there are pixels, is hardly ever used.
        let arena = try Memory.take(plan.bytes, for: "a session's arena", isFilled: false)
        let header = Memory.aligned(MemoryLayout<Frame>.stride)
        let stepBytes = Memory.aligned(plan.steps.count * MemoryLayout<Step>.stride)
        let fixed = try Memory.take(
            header + stepBytes + plan.steps.count * MemoryLayout<UInt64>.stride, for: "a session")
        let frame = fixed.start.bindMemory(to: Frame.self, capacity: 1)
        let steps = (fixed.start + header).bindMemory(to: Step.self, capacity: plan.steps.count)
        for (i, step) in plan.steps.enumerated() { (steps + i).initialize(to: step) }
        let times = (fixed.start + header + stepBytes).bindMemory(to: UInt64.self, capacity: plan.steps.count)
        times.initialize(repeating: 0, count: plan.steps.count)
        frame.initialize(
            to: Frame(
                kernels: model.kernels, arena: arena.start, scratch: arena.start + plan.scratch,
                scratchBytes: plan.scratchBytes,
                hasSplit: model.hasSplit, step: UnsafePointer(steps)))
        for worker in 0..<workers {
            RowScratch(
                frame.pointee.scratch + worker * plan.scratchBytes, paddedWidth: Plan.padded(maxWidth),
                hasSplit: model.hasSplit
            ).clear()
        }
        let pool = try ThreadPool.make(workers: workers, context: frame) { context, row, worker in
            context.assumingMemoryBound(to: Frame.self).pointee.run(Int(row), worker: Int(worker))
        }
        guard pool.workers == workers else {
            throw Failure(PANSECB_OUT_OF_MEMORY, "the system started \(pool.workers - 1) of \(workers - 1) threads")
        }
        return Session(model, maxWidth, maxHeight, plan, arena, frame, steps, times, pool, fixed)
    }

    private init(
        _ model: Model, _ maxWidth: Int, _ maxHeight: Int, _ plan: Plan, _ arena: Memory,
        _ frame: UnsafeMutablePointer<Frame>,
        _ steps: UnsafeMutablePointer<Step>, _ times: UnsafeMutablePointer<UInt64>, _ pool: ThreadPool, _ fixed: Memory
    ) {
        self.model = model
        self.maxWidth = maxWidth
        self.maxHeight = maxHeight
        self.plan = plan
        self.arena = arena
        self.frame = frame
        self.steps = steps
        self.times = times
        self.pool = pool
        self.fixed = fixed
    }

    private static func checkSize(_ width: Int, _ height: Int) throws(Failure) {
        let limit = Int(PANSECB_MAX_SIDE)
        guard width >= 1, height >= 1 else {
            throw Failure(PANSECB_INVALID_ARGUMENT, "size \(width) x \(height): sides begin at 1")
        }
        guard width <= limit, height <= limit else {
            throw Failure(PANSECB_LIMIT, "size \(width) x \(height): sides end at \(limit)")
        }
    }

    private static func workers(_ threads: Int) throws(Failure) -> Int {
        guard threads >= 0 else { throw Failure(PANSECB_INVALID_ARGUMENT, "threads: \(threads)") }
        guard threads <= ThreadPool.maxWorkers else {
            throw Failure(PANSECB_LIMIT, "threads: \(threads), the limit is \(ThreadPool.maxWorkers)")
        }
        return threads == 0 ? Int(pansecb_processors()) : threads
    }

    /// What a layer of the last frame took, or several that run as one, in the order of the architecture's layers.
    public struct LayerTime {
        public let layers: [Layer]
        /// Height and width of the input.
        public let inputHeight: Int, inputWidth: Int
        public let nanoseconds: UInt64
        /// Name of the layer's form: "direct", "winograd", "split" or "split-winograd".
        public let kernel: StaticString

        /// Multiplications and additions as the layers are written down, whatever the kernel does.
        public var multiplyAdds: Int { layers.reduce(0) { $0 + multiplyAdds($1) } }

        private func multiplyAdds(_ layer: Layer) -> Int {
            let pixels = inputHeight * inputWidth, pairs = layer.inputs * layer.convolutionOutputs
            switch layer.kind {
            case .down: return pixels / 4 * 9 * pairs
            case .column, .row: return pixels * 3 * pairs
            case .up: return pixels * 9 * pairs
            case .head: return pixels * 4 * pairs
            }
        }
    }

    public var layerCount: Int { plan.steps.count }

    /// Time of layer `index`, 0 ..< `layerCount`.
    public func layerTime(_ index: Int) -> LayerTime {
        let step = plan.steps[index]
        return LayerTime(
            layers: step.layers, inputHeight: frame.pointee.paddedHeight >> step.level,
            inputWidth: frame.pointee.paddedWidth >> step.level, nanoseconds: times[index],
            kernel: step.packed.form.name)
    }

    // MARK: frames

    /// Runs the network alone; writes dense raw outputs [channels][height][width] where they are asked for.
    public func forward(
        _ image: pansecb_image, semantic: UnsafeMutablePointer<Float>?, instance: UnsafeMutablePointer<Float>?
    ) throws(Failure) {
        let image = try ImageCheck.check(image, maxWidth: maxWidth, maxHeight: maxHeight)
        guard semantic == nil || model.architecture.semanticChannels > 0 else {
            throw Failure(PANSECB_UNSUPPORTED, "semantic: this model has no semantic output")
        }
        guard instance == nil || model.architecture.things > 0 else {
            throw Failure(PANSECB_UNSUPPORTED, "instance: this model has no instance output")
        }
        let start = beginFrame(Int(image.width), Int(image.height))
        frame.pointee.image = image
        frame.pointee.outputs.semantic = semantic
        frame.pointee.outputs.instance = instance
        runNetwork()
        timings.total = pansecb_now() - start
    }

    /// The whole task. Fields of `result` that are nil are not computed; `options` nil: the model's defaults.
    public func segment(_ image: pansecb_image, options: pansecb_options?, result: inout pansecb_result) throws(Failure)
    {
        let image = try ImageCheck.check(image, maxWidth: maxWidth, maxHeight: maxHeight)
        let options = try ResultCheck.check(completed(options), result, width: Int(image.width))
        let parts = try self.parts(options)
        let start = beginFrame(Int(image.width), Int(image.height))
        let thresholds = Thresholds(options, model.kernels)
        frame.pointee.image = image
        if parts.classes { setPanopticOutputs(result) }
        if parts.objects {
            frame.pointee.outputs.seedBits = SeedBits(
                arena.start + plan.seedBits, width: frame.pointee.width, height: frame.pointee.height)
            frame.pointee.outputs.seedBound = thresholds.surelyBelow
        }
        runNetwork(minSeeds: model.architecture.things > 0 ? thresholds.minPixels : nil)
        merge(thresholds, sampledHeads.map { .heads($0) }, &result)
        timings.total = pansecb_now() - start
    }

    /// Objects and maps from raw outputs, of this network or another's.
    public func segmentOutputs(
        semantic: UnsafePointer<Float>?, instance: UnsafePointer<Float>?, width: Int, height: Int,
        options: pansecb_options?,
        result: inout pansecb_result
    ) throws(Failure) {
        guard width >= 1, height >= 1 else {
            throw Failure(PANSECB_INVALID_ARGUMENT, "size \(width) x \(height): sides begin at 1")
        }
        guard width <= maxWidth, height <= maxHeight else {
            throw Failure(
                PANSECB_LIMIT, "size \(width) x \(height): the session was made for \(maxWidth) x \(maxHeight)")
        }
        guard (semantic != nil) == (model.architecture.semanticChannels > 0) else {
            throw Failure(PANSECB_INVALID_ARGUMENT, "semantic: give what the model has, NULL where it has none")
        }
        guard (instance != nil) == (model.architecture.things > 0) else {
            throw Failure(PANSECB_INVALID_ARGUMENT, "instance: give what the model has, NULL where it has none")
        }
        let options = try ResultCheck.check(completed(options), result, width: width)
        let parts = try self.parts(options)
        let start = beginFrame(width, height)
        if parts.classes { setPanopticOutputs(result) }
        if let semantic, let winners = frame.pointee.outputs.winners {
            for y in 0..<height { frame.pointee.chooseWinners(semantic + y * width, plane: width * height, y, winners) }
        }
        merge(Thresholds(options, model.kernels), parts.objects ? instance.map { .maps($0) } : nil, &result)
        timings.total = pansecb_now() - start
    }

    // MARK: parts of a frame

    /// The caller's options, with the model's where it says nothing.
    private func completed(_ options: pansecb_options?) -> pansecb_options {
        var options = options ?? model.defaults
        if options.merge == 0 { options.merge = model.defaults.merge }
        return options
    }

    /// What of the task is wanted, of what the model can.
    private func parts(_ options: pansecb_options) throws(Failure) -> (classes: Bool, objects: Bool) {
        let hasClasses = model.architecture.semanticChannels > 0, hasObjects = model.architecture.things > 0
        guard options.parts != 0 else { return (hasClasses, hasObjects) }
        let classes = options.parts & PANSECB_CLASSES != 0, objects = options.parts & PANSECB_OBJECTS != 0
        guard hasClasses || !classes || objects else {
            throw Failure(PANSECB_UNSUPPORTED, "options: this model has no semantic classes")
        }
        guard hasObjects || !objects || classes else {
            throw Failure(PANSECB_UNSUPPORTED, "options: this model finds no objects")
        }
        return (classes && hasClasses, objects && hasObjects)
    }

    /// Returns the time.
    private func beginFrame(_ width: Int, _ height: Int) -> UInt64 {
        timings = pansecb_timings()
        frame.pointee.width = width
        frame.pointee.height = height
        frame.pointee.paddedWidth = Plan.padded(width)
        frame.pointee.paddedHeight = Plan.padded(height)
        frame.pointee.outputs = NetworkOutputs()
        return pansecb_now()
    }

    private var sampledHeads: SampledHeads? {
        guard let offsets = plan.offsetHead, let seeds = plan.seedHead, let bits = frame.pointee.outputs.seedBits else {
            return nil
        }
        func features(_ head: Step) -> UnsafePointer<Float> { UnsafePointer(frame.pointee.buffer(head.input)) }
        return SampledHeads(
            kernels: model.kernels, offsets: offsets.packed, offsetFeatures: features(offsets), seeds: seeds.packed,
            seedFeatures: features(seeds), featureWidth: frame.pointee.paddedWidth / 2, width: frame.pointee.width,
            bits: bits)
    }

    private func setPanopticOutputs(_ result: pansecb_result) {
        guard model.architecture.semanticChannels > 0 else { return }
        frame.pointee.outputs.winners = (arena.start + plan.winners).assumingMemoryBound(to: UInt8.self)
        frame.pointee.outputs.confidence = result.confidence_map
        frame.pointee.outputs.confidenceStride = result.confidence_stride
        frame.pointee.outputs.competing = model.competingChannels
    }

    /// With `minSeeds` the offsets are left out where no class has more seeds than that: no object could be found.
    private func runNetwork(minSeeds: Int? = nil) {
        var last = plan.steps.count - 1
        times.update(repeating: 0, count: plan.steps.count)
        var i = 0
        while i <= last {
            let start = pansecb_now()
            frame.pointee.step = UnsafePointer(steps + i)
            pool.run(count: frame.pointee.items(steps[i]))
            times[i] = pansecb_now() - start
            add(times[i], to: steps[i].stage)
            if i == plan.lastStepForSeeds, let minSeeds, !measureNeed(minSeeds) { last = i }
            i += 1
        }
    }

    /// Finds where the offsets are needed; false: nowhere.
    private func measureNeed(_ minSeeds: Int) -> Bool {
        guard let bits = frame.pointee.outputs.seedBits else { return false }
        let start = pansecb_now()
        let need = NeedMap(
            arena.start + plan.need, paddedWidth: frame.pointee.paddedWidth, paddedHeight: frame.pointee.paddedHeight)
        let any = need.measure(bits, things: model.architecture.things, moreThan: minSeeds)
        frame.pointee.outputs.need = need
        add(pansecb_now() - start, to: .clustering)
        return any
    }

    private func merge(_ thresholds: Thresholds, _ outputs: InstanceOutputs?, _ result: inout pansecb_result) {
        let start = pansecb_now(), width = frame.pointee.width, height = frame.pointee.height
        var table = ObjectTable(arena.start + plan.objectTable, model.architecture, pixels: plan.pixels)
        table.clear()
        var candidates = Candidates(arena.start + plan.candidates, pixels: plan.pixels)
        var objects: UnsafeMutablePointer<UInt16>?
        let completes = thresholds.merge == PANSECB_MERGE_COMPLETE
        if let outputs {
            let map = (arena.start + plan.objects).assumingMemoryBound(to: UInt16.self)
            Clustering(
                model: model, kernels: model.kernels, thresholds: thresholds, width: width, height: height,
                outputs: outputs, keepsHigherScore: completes
            ).run(&table, &candidates, map: map)
            if completes, let winners = frame.pointee.outputs.winners {
                Completion(
                    model: model, kernels: model.kernels, minPixels: thresholds.minPixels, width: width, height: height,
                    winners: UnsafePointer(winners),
                    outputs: outputs, map: map, pixels: candidates.pixel, values: candidates.seed
                ).run(&table)
            }
            objects = map
        }
        let clustered = pansecb_now()
        add(clustered - start, to: .clustering)
        PanopticMap(
            model: model, width: width, height: height,
            winners: frame.pointee.outputs.winners.map { UnsafePointer($0) },
            objects: objects.map { UnsafePointer($0) }, outputs: outputs, row: candidates.pixel
        ).write(table, result)
        SegmentList.write(table, model, &result)
        add(pansecb_now() - clustered, to: .output)
    }

    private func add(_ time: UInt64, to stage: Stage) {
        switch stage {
        case .input: timings.input += time
        case .encoder: timings.encoder += time
        case .semantic: timings.semantic += time
        case .instance: timings.instance += time
        case .clustering: timings.clustering += time
        case .output: timings.output += time
        }
    }
}
