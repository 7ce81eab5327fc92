import CPanSECB
import CShims

/// What all workers know of the current frame. It keeps its address for the session's life; only the caller's thread
/// changes it, between steps.
struct Frame {
    private let arena: UnsafeMutableRawPointer
    private let workers: WorkerMemory

    /// The camera's image.
    private(set) var image = pansecb_image()
    /// Sides of the image, and of the padded one that the network sees.
    private(set) var width = 0, height = 0, paddedWidth = 0, paddedHeight = 0
    var outputs = NetworkOutputs()
    /// The step whose items are handed out.
    var step: UnsafePointer<Step>

    /// - Parameter step: any; `step` is set before items are handed out.
    init(arena: UnsafeMutableRawPointer, workers: WorkerMemory, step: UnsafePointer<Step>) {
        self.arena = arena
        self.workers = workers
        self.step = step
    }

    /// Begins a frame of this size.
    /// - Parameter image: nil if the network does not run.
    mutating func begin(width: Int, height: Int, image: pansecb_image?, _ outputs: NetworkOutputs) {
        self.image = image ?? pansecb_image()
        self.width = width
        self.height = height
        paddedWidth = Plan.padded(width)
        paddedHeight = Plan.padded(height)
        self.outputs = outputs
    }

    /// Items of the current step's work.
    var items: Int { step.pointee.operation.items(self, height: paddedHeight >> step.pointee.level) }

    /// Runs an item of the current step.
    static func run(_ frame: UnsafePointer<Frame>, item: Int, worker: Int) {
        let step = frame.pointee.step, operation = step.pointee.operation, level = step.pointee.level
        if operation.usesMatrices { operation.kernels.begin_matrices?() }
        defer { if operation.usesMatrices { operation.kernels.end_matrices?() } }
        operation.run(
            item,
            Work(
                frame: frame, input: frame.pointee.features(step.pointee.input),
                output: UnsafeMutablePointer(mutating: frame.pointee.features(step.pointee.output)),
                height: frame.pointee.paddedHeight >> level, width: frame.pointee.paddedWidth >> level, level: level,
                halo: step.pointee.halo, zeros: frame.pointee.workers.zeros,
                scratch: frame.pointee.workers.scratch(worker)))
    }

    /// Activations at an offset of the arena.
    func features(_ offset: Int) -> UnsafePointer<Float> {
        UnsafePointer((arena + offset).assumingMemoryBound(to: Float.self))
    }

    /// Row `y` of the camera's image as floats, [padded width][4]; zeros outside it.
    func convertRow(_ y: Int, _ kernels: pansecb_kernels, to output: UnsafeMutablePointer<Float>) {
        var p = pansecb_pixels()
        p.format = Int32(truncatingIfNeeded: image.format.rawValue)
        p.padded_width = Int32(truncatingIfNeeded: paddedWidth)
        p.output = output
        if y >= 0 && y < height {
            p.width = Int32(truncatingIfNeeded: width)
            p.planes = image.rows(at: y)
        }
        kernels.pixels(&p)
    }
}

/// The workers' scratch memory, and zeros that all of them read.
struct WorkerMemory {
    private let start: UnsafeMutableRawPointer
    private let zeroBytes: Int, scratchBytes: Int

    init(_ start: UnsafeMutableRawPointer, channels: Int, scratchBytes: Int) {
        self.start = start
        self.scratchBytes = scratchBytes
        zeroBytes = WorkerMemory.zeroBytes(channels)
    }

    static func bytes(channels: Int, scratchBytes: Int, workers: Int) -> Int {
        zeroBytes(channels) + workers * scratchBytes
    }

    private static func zeroBytes(_ channels: Int) -> Int { Memory.aligned(4 * channels) }

    /// Call it once, before the first frame.
    func clear() { start.initializeMemory(as: UInt8.self, repeating: 0, count: zeroBytes) }

    /// A pixel outside the image: a float 0 for each channel.
    var zeros: UnsafePointer<Float> { UnsafePointer(start.assumingMemoryBound(to: Float.self)) }

    func scratch(_ worker: Int) -> UnsafeMutableRawPointer { start + zeroBytes + worker * scratchBytes }
}
