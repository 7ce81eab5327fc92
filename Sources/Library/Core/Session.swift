import CPanSECB
import CShims

/// The working memory and threads for frames up to a fixed size. One caller at a time.
public final class Session {
    public let model: Model
    public let maxWidth: Int, maxHeight: Int
    /// Times of the last frame.
    public private(set) var timings = pansecb_timings()

    /// Bytes of the arena.
    public var memory: Int { network.arena.bytes }
    /// Threads that work on a frame, including the caller's.
    public var workers: Int { network.workers }

    private let network: NetworkRun

    /// Bytes of the arena that a session takes.
    public static func memory(model: Model, maxWidth: Int, maxHeight: Int, threads: Int) throws(Failure) -> Int {
        try plan(model, maxWidth, maxHeight, workers: try workers(threads)).bytes
    }

    /// A session for frames up to the given size. `threads`: 0 for one per processor, 1 for the caller's only.
    public static func make(
        model: Model, maxWidth: Int, maxHeight: Int, threads: Int = 1
    ) throws(Failure) -> Session {
        let workers = try workers(threads), plan = try plan(model, maxWidth, maxHeight, workers: workers)
        return Session(model, maxWidth, maxHeight, try NetworkRun.make(model, plan, workers: workers))
    }

    private init(_ model: Model, _ maxWidth: Int, _ maxHeight: Int, _ network: NetworkRun) {
        self.model = model
        self.maxWidth = maxWidth
        self.maxHeight = maxHeight
        self.network = network
    }

    private static func plan(_ model: Model, _ width: Int, _ height: Int, workers: Int) throws(Failure) -> Plan {
        let limit = Int(PANSECB_MAX_SIDE)
        guard width >= 1, height >= 1 else {
            throw Failure(PANSECB_INVALID_ARGUMENT, "size \(width) x \(height): sides begin at 1")
        }
        guard width <= limit, height <= limit else {
            throw Failure(PANSECB_LIMIT, "size \(width) x \(height): sides end at \(limit)")
        }
        return Plan(model.graph, model.operations, width: width, height: height, workers: workers)
    }

    private static func workers(_ threads: Int) throws(Failure) -> Int {
        guard threads >= 0 else { throw Failure(PANSECB_INVALID_ARGUMENT, "threads: \(threads)") }
        guard threads <= ThreadPool.maxWorkers else {
            throw Failure(PANSECB_LIMIT, "threads: \(threads), the limit is \(ThreadPool.maxWorkers)")
        }
        return threads == 0 ? Int(pansecb_processors()) : threads
    }

    public var layerCount: Int { network.plan.steps.count }

    /// Time of layer `index`, 0 ..< `layerCount`, or of several that run as one, in the order of execution.
    public func layerTime(_ index: Int) -> LayerTime { network.time(of: index) }

    // MARK: frames

    /// Runs the network alone; writes the dense raw outputs [channels][height][width] that are asked for.
    public func forward(
        _ image: pansecb_image, semantic: UnsafeMutablePointer<Float>?, instance: UnsafeMutablePointer<Float>?
    ) throws(Failure) {
        try ImageCheck.check(image, maxWidth: maxWidth, maxHeight: maxHeight)
        guard semantic == nil || model.architecture.semanticChannels > 0 else {
            throw Failure(PANSECB_UNSUPPORTED, "semantic: this model has no semantic output")
        }
        guard instance == nil || model.architecture.things > 0 else {
            throw Failure(PANSECB_UNSUPPORTED, "instance: this model has no instance output")
        }
        try OutputCheck.check(semantic, "semantic")
        try OutputCheck.check(instance, "instance")
        let start = startClock()
        network.begin(
            width: Int(image.width), height: Int(image.height), image: image,
            NetworkOutputs(semantic: semantic, instance: instance))
        network.run(minSeeds: nil, &timings)
        timings.total = pansecb_now() - start
    }

    /// Runs the network alone, and shows the output of each step to those who compare.
    package func forward(_ image: pansecb_image, look: (StepOutput) -> Void) throws(Failure) {
        try ImageCheck.check(image, maxWidth: maxWidth, maxHeight: maxHeight)
        network.begin(width: Int(image.width), height: Int(image.height), image: image, NetworkOutputs())
        withoutActuallyEscaping(look) { look in
            network.run(minSeeds: nil, &timings) { number in
                if let output = self.network.output(of: number) { look(output) }
            }
        }
    }

    /// Runs the whole task. Fields of `result` that are nil are not computed. If `options` is nil, the model's defaults
    /// apply.
    public func segment(_ image: pansecb_image, options: pansecb_options?, result: inout pansecb_result) throws(Failure)
    {
        try ImageCheck.check(image, maxWidth: maxWidth, maxHeight: maxHeight)
        let options = try ResultCheck.check(
            completed(options), result, width: Int(image.width), height: Int(image.height))
        let parts = try self.parts(options)
        let width = Int(image.width), height = Int(image.height), start = startClock()
        let thresholds = Thresholds(options, model.kernels)
        var outputs = parts.classes ? classOutputs(result) : NetworkOutputs()
        if parts.objects {
            outputs.seedBits = SeedBits(
                network.arena.start + network.plan.seedBits, width: width, height: height)
            outputs.seedBound = thresholds.surelyBelow
        }
        network.begin(width: width, height: height, image: image, outputs)
        network.run(minSeeds: model.architecture.things > 0 ? thresholds.minPixels : nil, &timings)
        merge(thresholds, network.sampledHeads(model).map { .heads($0) }, &result)
        timings.total = pansecb_now() - start
    }

    /// Computes objects and maps from raw outputs, of this network or another one.
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
        try OutputCheck.check(semantic, "semantic")
        try OutputCheck.check(instance, "instance")
        let options = try ResultCheck.check(completed(options), result, width: width, height: height)
        let parts = try self.parts(options)
        let start = startClock()
        network.begin(width: width, height: height, parts.classes ? classOutputs(result) : NetworkOutputs())
        if let semantic {
            for y in 0..<height {
                network.outputs.chooseWinners(
                    semantic + y * width, plane: width * height, row: y, width: width, model.kernels)
            }
        }
        merge(Thresholds(options, model.kernels), parts.objects ? instance.map { .maps($0) } : nil, &result)
        timings.total = pansecb_now() - start
    }

    // MARK: parts of a frame

    /// The caller's options, completed by the model's defaults.
    private func completed(_ options: pansecb_options?) -> pansecb_options {
        var options = options ?? model.defaults
        if options.merge == 0 { options.merge = model.defaults.merge }
        return options
    }

    /// The parts of the task that the caller wants and the model supports.
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

    /// Clears the timings and returns the time.
    private func startClock() -> UInt64 {
        timings = pansecb_timings()
        return pansecb_now()
    }

    /// Where the winning channels are written, for models with semantic classes.
    private func classOutputs(_ result: pansecb_result) -> NetworkOutputs {
        var outputs = NetworkOutputs()
        guard model.architecture.semanticChannels > 0 else { return outputs }
        outputs.winners = (network.arena.start + network.plan.winners).assumingMemoryBound(to: UInt8.self)
        outputs.confidence = result.confidence_map
        outputs.confidenceStride = result.confidence_stride
        outputs.competing = model.competingChannels
        return outputs
    }

    private func merge(_ thresholds: Thresholds, _ outputs: InstanceOutputs?, _ result: inout pansecb_result) {
        let start = pansecb_now(), width = network.width, height = network.height
        let arena = network.arena.start, plan = network.plan, winners = network.outputs.winners
        var table = ObjectTable(arena + plan.objectTable, model.architecture, pixels: plan.pixels)
        table.clear()
        var candidates = Candidates(arena + plan.candidates, pixels: plan.pixels)
        var objects: UnsafeMutablePointer<UInt16>?
        (result.attempts, result.cut_short) = (0, 0)
        let completes = thresholds.merge == PANSECB_MERGE_COMPLETE
        if let outputs {
            let map = (arena + plan.objects).assumingMemoryBound(to: UInt16.self)
            let attempts = Clustering(
                model: model, kernels: model.kernels, thresholds: thresholds, width: width, height: height,
                outputs: outputs, keepsHigherScore: completes
            ).run(&table, &candidates, map: map)
            result.attempts = UInt32(truncatingIfNeeded: attempts.made)
            result.cut_short = attempts.isCutShort ? 1 : 0
            if completes, let winners {
                Completion(
                    model: model, kernels: model.kernels, minPixels: thresholds.minPixels, width: width, height: height,
                    winners: UnsafePointer(winners), outputs: outputs, map: map, pixels: candidates.pixel,
                    values: candidates.seed
                ).run(&table)
            }
            objects = map
        }
        let clustered = pansecb_now()
        timings.add(clustered - start, to: .clustering)
        PanopticMap(
            model: model, width: width, height: height, winners: winners.map { UnsafePointer($0) },
            objects: objects.map { UnsafePointer($0) }, outputs: outputs, row: candidates.pixel
        ).write(table, result)
        SegmentList.write(table, model, &result)
        timings.add(pansecb_now() - clustered, to: .output)
    }
}
