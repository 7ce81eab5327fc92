import CPanSECB
import CShims

/// A level of the public enumeration `pansecb_cpu`: its name, the features it needs, and its kernels.
struct CPULevel {
    let cpu: pansecb_cpu
    let name: StaticString
    /// A processor with all of these has the level.
    let needs: CPUFeatures
    /// Fills the table for a processor with these features: those that the level needs, and others for which a kernel
    /// may have a special form.
    let fill: (CPUFeatures, inout pansecb_kernels) -> Void

    /// All levels, from the slowest to the fastest.
    static var all: InlineArray<5, CPULevel> {
        [
            CPULevel(cpu: PANSECB_CPU_SCALAR, name: "scalar", needs: []) { _, table in
                pansecb_kernels_scalar(&table)
            },
            CPULevel(cpu: PANSECB_CPU_BASELINE, name: "baseline", needs: .baseline) { features, table in
                pansecb_kernels_baseline(&table)
                #if arch(arm64)
                    if features.contains(.dotProduct) { pansecb_kernels_dotproduct(&table) }
                #endif
            },
            CPULevel(cpu: PANSECB_CPU_AVX2, name: "avx2", needs: .avx2) { features, table in
                #if arch(x86_64)
                    pansecb_kernels_avx2(&table)
                    if features.contains(.avxVNNI) { pansecb_kernels_avxvnni(&table) }
                #endif
            },
            CPULevel(cpu: PANSECB_CPU_AVX512, name: "avx512", needs: [.avx2, .avx512]) { features, table in
                #if arch(x86_64)
                    fillAVX512(features, &table)
                #endif
            },
            CPULevel(cpu: PANSECB_CPU_AMX, name: "amx", needs: [.avx2, .avx512, .amxBF16]) { features, table in
                #if arch(x86_64)
                    fillAVX512(features, &table)
                    pansecb_kernels_amx(&table)
                #endif
            },
        ]
    }

    #if arch(x86_64)
        private static func fillAVX512(_ features: CPUFeatures, _ table: inout pansecb_kernels) {
            // Without VNNI the quantised kernels are those of AVX2, which take less room.
            pansecb_kernels_avx2(&table)
            pansecb_kernels_avx512(&table)
            if features.contains(.avx512VNNI) { pansecb_kernels_avx512vnni(&table) }
        }
    #endif

    /// The level of an enumeration value; nil if it names none.
    static func of(_ cpu: pansecb_cpu) -> CPULevel? {
        let all = all
        for i in all.indices where all[i].cpu == cpu { return all[i] }
        return nil
    }

    /// The fastest level of a processor with these features that satisfies the condition.
    static func best(of features: CPUFeatures, where condition: (CPULevel) -> Bool = { _ in true }) -> CPULevel? {
        let all = all
        for i in all.indices.reversed() where all[i].runs(with: features) && condition(all[i]) { return all[i] }
        return nil
    }

    func runs(with features: CPUFeatures) -> Bool { features.isSuperset(of: needs) }
}
