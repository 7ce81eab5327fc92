import CPanSECB
import CShims

/// Chooses the kernels that run.
public enum CPU {
    /// The best level of this machine.
    public static var best: pansecb_cpu { best(of: .here) }

    /// The best level of a machine with these features.
    public static func best(of features: CPUFeatures) -> pansecb_cpu {
        CPULevel.best(of: features)?.cpu ?? PANSECB_CPU_SCALAR
    }

    /// The levels of a machine with these features, from the slowest to the fastest.
    public static func levels(of features: CPUFeatures = .here) -> [pansecb_cpu] {
        let all = CPULevel.all
        return all.indices.filter { all[$0].runs(with: features) }.map { all[$0].cpu }
    }

    /// The level for a request: automatic is the best, or what the environment variable PANSECB_CPU lowers it to.
    public static func choose(_ request: pansecb_cpu) throws(Failure) -> pansecb_cpu {
        if request == PANSECB_CPU_AUTO {
            let cpu = automatic(.here)
            return isPermitted(cpu) ? cpu : precise
        }
        guard let level = CPULevel.of(request) else {
            throw Failure(PANSECB_INVALID_ARGUMENT, "cpu: \(request.rawValue) is no level")
        }
        guard level.runs(with: .here) else {
            throw Failure(PANSECB_UNSUPPORTED, "cpu: this machine has no \(level.name), its best is \(name(best))")
        }
        guard isPermitted(request) else {
            throw Failure(
                PANSECB_UNSUPPORTED,
                "cpu: the system does not let this process use \(level.name); a signal stack may be too small for it")
        }
        return request
    }

    /// The automatic choice among levels with a float's full precision, which matrix registers lack: for comparisons
    /// that must find small faults.
    public static var precise: pansecb_cpu { automatic(CPUFeatures.here.subtracting(.matrixRegisters)) }

    public static func name(_ cpu: pansecb_cpu) -> StaticString { CPULevel.of(cpu)?.name ?? "unknown" }

    /// The kernels of a level that `choose` returned.
    public static func kernels(_ cpu: pansecb_cpu) -> pansecb_kernels {
        var table = pansecb_kernels()
        CPULevel.of(cpu)?.fill(.here, &table)
        return table
    }

    /// The best level with these features, or the one that the environment names.
    private static func automatic(_ features: CPUFeatures) -> pansecb_cpu {
        if let word = pansecb_environment("PANSECB_CPU"),
            let named = CPULevel.best(of: features, where: { strcmp(word, text($0.name)) == 0 })
        {
            return named.cpu
        }
        return best(of: features)
    }

    private static func text(_ name: StaticString) -> UnsafePointer<CChar> {
        UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    }

    /// Whether the system lets this process use the registers of the level.
    private static func isPermitted(_ cpu: pansecb_cpu) -> Bool {
        guard let level = CPULevel.of(cpu), !level.needs.isDisjoint(with: .matrixRegisters) else { return true }
        return pansecb_permit_amx() != 0
    }
}
