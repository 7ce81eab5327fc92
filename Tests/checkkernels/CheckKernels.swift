import ArgumentParser
import CPanSECB
import CShims
import PanSECB

/// Compares every kernel of an instruction set with its readable twin, and times them.
@main
struct CheckKernels: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkkernels",
        abstract: "Compare the kernels of this machine's instruction sets with their scalar twins.",
        discussion: """
            EXAMPLES
              checkkernels                      all instruction sets that this machine has
              checkkernels --cpu avx2 --seed 7
              checkkernels --bench              times instead of checks
              qemu-x86_64 -cpu Nehalem checkkernels
            """)

    @Option(help: "Only this instruction set: baseline, avx2, avx512.")
    var cpu: String?

    @Option(help: "Seed of the random numbers.")
    var seed: UInt64 = 1

    @Flag(help: "Time the kernels instead.")
    var bench = false

    func run() throws {
        let levels = [PANSECB_CPU_BASELINE, PANSECB_CPU_AVX2, PANSECB_CPU_AVX512].filter { $0.rawValue <= CPU.best.rawValue }
        let chosen = levels.filter { cpu == nil || "\(CPU.name($0))" == cpu }
        guard !chosen.isEmpty else {
            throw ValidationError("this machine's instruction sets are \(levels.map { "\(CPU.name($0))" }.joined(separator: ", "))")
        }
        let scalar = CPU.kernels(PANSECB_CPU_SCALAR)
        var failed = 0
        for level in chosen {
            let kernels = CPU.kernels(level)
            if bench {
                print("\(CPU.name(level))")
                benchConvolutions(kernels)
                benchWinograds(kernels)
                benchRows(kernels)
                continue
            }
            var check = Check(level: "\(CPU.name(level))", random: Random(seed: seed))
            check.convolutions(kernels, scalar)
            check.winograds(kernels, scalar)
            check.pools(kernels, scalar)
            check.pixels(kernels, scalar)
            check.argmaxes(kernels, scalar)
            check.planars(kernels, scalar)
            check.gaussians(kernels, scalar)
            check.marks(kernels, scalar)
            check.samples(kernels, scalar)
            check.specialFunctions(kernels, scalar)
            print("\(check.level): \(check.comparisons) cases, \(check.failures) failed")
            failed += check.failures
        }
        if failed > 0 { throw ExitCode.failure }
    }
}

/// Counts, and says what differs.
struct Check {
    let level: String
    var random: Random
    var comparisons = 0
    var failures = 0

    mutating func expect(_ condition: Bool, _ what: @autoclosure () -> String) {
        comparisons += 1
        guard !condition else { return }
        failures += 1
        if failures <= 20 { print("\(level): \(what())") }
    }
}

/// SplitMix64: the same numbers on every machine.
struct Random: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func float() -> Float { Float.random(in: -1...1, using: &self) }
    mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
}
