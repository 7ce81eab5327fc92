import ArgumentParser
import CPanSECB
import KernelChecks
import PanSECB
import TrainingKernelChecks

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

    @Option(help: "Only this instruction set: baseline, avx2, avx512, amx.")
    var cpu: String?

    @Option(help: "Seed of the random numbers.")
    var seed: UInt64 = 1

    @Flag(help: "Time the kernels instead.")
    var bench = false

    func run() throws {
        let levels = CPU.levels().filter { $0 != PANSECB_CPU_SCALAR && (try? CPU.choose($0)) != nil }
        let chosen = levels.filter { cpu == nil || "\(CPU.name($0))" == cpu }
        guard !chosen.isEmpty else {
            throw ValidationError(
                "this machine's instruction sets are \(levels.map { "\(CPU.name($0))" }.joined(separator: ", "))")
        }
        if bench {
            for cpu in chosen {
                benchKernels(of: cpu)
                benchTrainingKernels(of: cpu)
            }
        } else if chosen.reduce(0, { $0 + checkKernels(of: $1, seed: seed) + checkTrainingKernels(of: $1, seed: seed) })
            > 0
        {
            throw ExitCode.failure
        }
    }
}
