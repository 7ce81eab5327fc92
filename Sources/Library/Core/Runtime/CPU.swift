import CPanSECB
import CShims

/// Choice of the kernels that run.
public enum CPU {
    /// The best level of this machine.
    public static var best: pansecb_cpu { pansecb_cpu(rawValue: UInt32(pansecb_detect_cpu())) }

    /// The level for a request: automatic is the best, or what the environment variable PANSECB_CPU lowers it to.
    public static func choose(_ request: pansecb_cpu) throws(Failure) -> pansecb_cpu {
        if request == PANSECB_CPU_AUTO {
            let cpu = fromEnvironment() ?? best
            return cpu == PANSECB_CPU_AMX && pansecb_permit_amx() == 0 ? PANSECB_CPU_AVX512 : cpu
        }
        guard isKnown(request) else { throw Failure(PANSECB_INVALID_ARGUMENT, "cpu: \(request.rawValue) is no level") }
        guard request.rawValue <= best.rawValue else {
            throw Failure(PANSECB_UNSUPPORTED, "cpu: this machine has no \(name(request)), its best is \(name(best))")
        }
        guard request != PANSECB_CPU_AMX || pansecb_permit_amx() != 0 else {
            throw Failure(
                PANSECB_UNSUPPORTED,
                "cpu: the system does not let this process use amx; a thread's signal stack may be too small for it")
        }
        return request
    }

    /// What is chosen automatically, but with numbers of a float's full precision: for comparisons that are to find
    /// small faults.
    public static var precise: pansecb_cpu {
        let cpu = fromEnvironment() ?? best
        return cpu == PANSECB_CPU_AMX ? PANSECB_CPU_AVX512 : cpu
    }

    public static func name(_ cpu: pansecb_cpu) -> StaticString {
        switch cpu {
        case PANSECB_CPU_SCALAR: return "scalar"
        case PANSECB_CPU_BASELINE: return "baseline"
        case PANSECB_CPU_AVX2: return "avx2"
        case PANSECB_CPU_AVX512: return "avx512"
        case PANSECB_CPU_AMX: return "amx"
        default: return "unknown"
        }
    }

    /// The kernels of a level that `choose` returned.
    public static func kernels(_ cpu: pansecb_cpu) -> pansecb_kernels {
        var table = pansecb_kernels()
        switch cpu {
        #if arch(x86_64)
            case PANSECB_CPU_AMX:
                pansecb_kernels_avx512(&table)
                pansecb_kernels_amx(&table)
            case PANSECB_CPU_AVX512: pansecb_kernels_avx512(&table)
            case PANSECB_CPU_AVX2: pansecb_kernels_avx2(&table)
        #endif
        case PANSECB_CPU_SCALAR: pansecb_kernels_scalar(&table)
        default: pansecb_kernels_baseline(&table)
        }
        return table
    }

    static func isKnown(_ cpu: pansecb_cpu) -> Bool {
        (PANSECB_CPU_SCALAR.rawValue...PANSECB_CPU_AMX.rawValue).contains(cpu.rawValue)
    }

    private static func fromEnvironment() -> pansecb_cpu? {
        guard let word = pansecb_environment("PANSECB_CPU") else { return nil }
        for level in PANSECB_CPU_SCALAR.rawValue...best.rawValue {
            let cpu = pansecb_cpu(rawValue: level), name = name(cpu)
            if strcmp(word, UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)) == 0 { return cpu }
        }
        return nil
    }
}
