import CPanSECB
import CShims
import PanSECB
import SplitMix

// The checks and the bench know neither Foundation nor a runtime, so that they can be built as Embedded Swift for other
// processors.

/// Compares every kernel of an instruction set with its readable twin; says what differs, and returns how many
/// comparisons failed.
public func checkKernels(of cpu: pansecb_cpu, seed: UInt64) -> Int {
    guard let cpu = try? CPU.choose(cpu) else {
        print("\(CPU.name(cpu)): cannot run here")
        return 1
    }
    let kernels = CPU.kernels(cpu), scalar = CPU.kernels(PANSECB_CPU_SCALAR)
    var check = Check(level: "\(CPU.name(cpu))", random: Random(seed: seed))
    check.convolutions(kernels, scalar)
    check.winograds(kernels, scalar)
    if kernels.split_convolution != nil {
        kernels.begin_matrices?()
        check.splits(kernels, scalar)
        check.splitConvolutions(kernels, scalar)
        check.splitWinograds(kernels, scalar)
        kernels.end_matrices?()
    }
    check.pools(kernels, scalar)
    check.pixels(kernels, scalar)
    check.argmaxes(kernels, scalar)
    check.heads(kernels, scalar)
    check.boxes(kernels, scalar)
    check.gaussians(kernels, scalar)
    check.marks(kernels, scalar)
    check.samples(kernels, scalar)
    check.specialFunctions(kernels, scalar)
    check.quantised(kernels, scalar)
    print("\(check.level): \(check.comparisons) cases, \(check.failures) failed")
    return check.failures
}

/// Prints times of an instruction set's kernels.
public func benchKernels(of cpu: pansecb_cpu) {
    guard let cpu = try? CPU.choose(cpu) else { return }
    let kernels = CPU.kernels(cpu)
    print("\(CPU.name(cpu))")
    benchConvolutions(kernels)
    kernels.begin_matrices?()
    benchWinograds(kernels)
    if kernels.split_convolution != nil { benchSplitConvolutions(kernels) }
    kernels.end_matrices?()
    benchQuantised(kernels)
    benchRows(kernels)
    benchCandidates(kernels)
}

/// `checkKernels` for a program in C, which has the best kernels of its machine checked.
@_cdecl("pansecb_check_kernels")
public func checkBestKernels(seed: UInt64) -> Int32 {
    Int32(truncatingIfNeeded: checkKernels(of: CPU.best, seed: seed))
}

/// Counts, and says what differs.
package struct Check {
    package let level: String
    package var random: Random
    package private(set) var comparisons = 0
    package private(set) var failures = 0

    package init(level: String, random: Random) {
        self.level = level
        self.random = random
    }

    package mutating func expect(_ condition: Bool, _ what: @autoclosure () -> String) {
        comparisons += 1
        guard !condition else { return }
        failures += 1
        if failures <= 20 { print("\(level): \(what())") }
    }

    /// Equal in every number, or both untouched.
    package mutating func compare(
        _ expected: Guarded<Float>, _ actual: Guarded<Float>, tolerance: Float, _ what: String
    ) {
        var worst: Float = 0
        for i in 0..<expected.count {
            if expected[i].isGarbage && actual[i].isGarbage { continue }
            let difference = abs(expected[i] - actual[i])
            worst = max(worst, difference.isNaN ? .infinity : difference)
        }
        expect(
            worst <= tolerance && actual.guardsHold,
            "\(what): differs by \(worst)\(actual.guardsHold ? "" : ", wrote outside")")
    }
}

/// The same numbers on every machine.
package typealias Random = SplitMix64

extension SplitMix64 {
    package mutating func float() -> Float { Float.random(in: -1...1, using: &self) }
    package mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
}
