import CPanSECB
import CTrainingKernels
import KernelChecks
import PanSECB
import Training

/// Compares every kernel of training of an instruction set with its readable twin; says what differs, and returns how
/// many comparisons failed.
public func checkTrainingKernels(of cpu: pansecb_cpu, seed: UInt64) -> Int {
    let kernels = Workers.trainingKernels(cpu), scalar = Workers.trainingKernels(PANSECB_CPU_SCALAR)
    var check = Check(level: "\(CPU.name(cpu)), training", random: Random(seed: seed))
    check.outers(kernels, scalar)
    check.winogradOuters(kernels, scalar)
    check.channels(kernels, scalar)
    check.maxPools(kernels, scalar)
    check.crossEntropies(kernels, scalar)
    check.adams(kernels, scalar)
    print("\(check.level): \(check.comparisons) cases, \(check.failures) failed")
    return check.failures
}

/// Error of a sum of so many products of numbers up to 1, in whatever order: each addition errs by an epsilon of the
/// partial sum, which is of the order of the root of the number of terms.
func sumTolerance(_ terms: Int) -> Float { 4 * Float(terms) * Float(terms).squareRoot() * .ulpOfOne }
