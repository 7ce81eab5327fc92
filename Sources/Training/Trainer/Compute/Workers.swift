import CPanSECB
import CShims
import CTrainingKernels
import PanSECB

/// The trainer's threads with their scratch memory, and the kernels for the processor. One caller at a time.
public final class Workers {
    let kernels: pansecb_kernels
    let training: pansecb_training_kernels
    /// Number of threads, including the caller's.
    public var count: Int { pool.workers }

    private final class Job {
        var body: ((Int, Int) -> Void)?
    }

    private let job: Job
    private let pool: ThreadPool
    private let scratches: [Scratch]
    private var sums: (start: UnsafeMutablePointer<Float>, count: Int)?

    /// - Parameter threads: 0 for one per processor.
    public init(threads: Int = 0, cpu: pansecb_cpu = PANSECB_CPU_AUTO) throws(Failure) {
        // AMX has no kernels for training; the level below it has.
        let level = try CPU.choose(
            cpu == PANSECB_CPU_AUTO ? CPU.precise : cpu == PANSECB_CPU_AMX ? PANSECB_CPU_AVX512 : cpu)
        kernels = CPU.kernels(level)
        training = Workers.trainingKernels(level)
        job = Job()
        let wanted = threads > 0 ? threads : Int(pansecb_processors())
        pool = try ThreadPool.make(
            workers: wanted, patience: .training, stack: .usual,
            context: Unmanaged.passUnretained(job).toOpaque()
        ) { context, item, worker in
            Unmanaged<Job>.fromOpaque(context).takeUnretainedValue().body?(Int(item), Int(worker))
        }
        scratches = (0..<pool.workers).map { _ in Scratch() }
    }

    /// Calls `body` for each of `count` items, in any order and on any thread; returns when all are done. The second
    /// argument is the thread's scratch memory. Results must not depend on which thread runs which item.
    func run(_ count: Int, _ body: (Int, Scratch) -> Void) {
        withoutActuallyEscaping(body) { body in
            job.body = { [scratches] in body($0, scratches[$1]) }
            pool.run(count: count)
            job.body = nil
        }
    }

    /// Uninitialised memory for that many sums, for one `run` at a time. It is kept, since fresh pages would cost more
    /// than the sums.
    func room(forSums count: Int) -> UnsafeMutablePointer<Float> {
        if let sums, sums.count >= count { return sums.start }
        if let sums { TrainingMemory.free(sums.start) }
        let start = TrainingMemory.take(count)
        sums = (start, count)
        return start
    }

    deinit { if let sums { TrainingMemory.free(sums.start) } }

    /// The kernels of a level that `CPU.choose` returned.
    package static func trainingKernels(_ cpu: pansecb_cpu) -> pansecb_training_kernels {
        var table = pansecb_training_kernels()
        switch cpu {
        #if arch(x86_64)
            case PANSECB_CPU_AVX512, PANSECB_CPU_AMX: pansecb_training_kernels_avx512(&table)
            case PANSECB_CPU_AVX2: pansecb_training_kernels_avx2(&table)
        #endif
        case PANSECB_CPU_SCALAR: pansecb_training_kernels_scalar(&table)
        default: pansecb_training_kernels_baseline(&table)
        }
        return table
    }
}

/// Scratch memory of one thread.
final class Scratch {
    static let mostChannels = 256
    /// Pixels at the edges of rows.
    let tile: UnsafeMutablePointer<Float>
    /// Frequencies of Winograd tiles, and addresses of their pixels.
    let winograd: UnsafeMutablePointer<Float>
    let inputs: UnsafeMutablePointer<UnsafePointer<Float>?>
    let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>
    let gradients: UnsafeMutablePointer<UnsafePointer<Float>?>
    /// A pixel outside the image.
    let zeros: UnsafeMutablePointer<Float>

    init() {
        tile = Scratch.floats(Int(PANSECB_MAX_TAPS * PANSECB_TILE_PIXELS) * Scratch.mostChannels)
        winograd = Scratch.floats(
            Int(
                max(
                    PANSECB_WINOGRAD_BUFFERS * PANSECB_WINOGRAD_TILES,
                    PANSECB_WINOGRAD_INPUTS * (PANSECB_OUTER_TILES + 1))) * Scratch.mostChannels)
        zeros = Scratch.floats(Scratch.mostChannels)
        let tiles = Int(max(PANSECB_WINOGRAD_TILES, 2 * PANSECB_OUTER_TILES))
        inputs = .allocate(capacity: Int(PANSECB_WINOGRAD_INPUTS) * tiles)
        gradients = .allocate(capacity: Int(PANSECB_WINOGRAD_OUTPUTS) * tiles)
        gradients.initialize(repeating: nil, count: Int(PANSECB_WINOGRAD_OUTPUTS) * tiles)
        outputs = .allocate(capacity: Int(PANSECB_WINOGRAD_OUTPUTS) * tiles)
        inputs.initialize(repeating: nil, count: Int(PANSECB_WINOGRAD_INPUTS) * tiles)
        outputs.initialize(repeating: nil, count: Int(PANSECB_WINOGRAD_OUTPUTS) * tiles)
    }

    private static func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
        let start = UnsafeMutableRawPointer.allocate(byteCount: 4 * count, alignment: 64).bindMemory(
            to: Float.self, capacity: count)
        start.initialize(repeating: 0, count: count)
        return start
    }

    deinit {
        tile.deallocate()
        winograd.deallocate()
        zeros.deallocate()
        inputs.deallocate()
        gradients.deallocate()
        outputs.deallocate()
    }
}
