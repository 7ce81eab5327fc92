import CPanSECB
import Testing

@testable import PanSECB

/// Levels of kernels, by what a processor has.
@Suite struct CPUTests {
    private static let haswell: CPUFeatures = [.baseline, .avx2]
    private static let skylakeServer: CPUFeatures = [.baseline, .avx2, .avx512]
    private static let sapphireRapids: CPUFeatures = [
        .baseline, .avx2, .avxVNNI, .avx512, .avx512VNNI, .avx512BF16, .avx512FP16, .amxBF16, .amxInt8,
    ]
    /// Of 2021 on, for desks: newer than AVX-512, and without it.
    private static let alderLake: CPUFeatures = [.baseline, .avx2, .avxVNNI]

    @Test func aLevelNeedsAllOfItsFeatures() {
        let scalar = PANSECB_CPU_SCALAR, baseline = PANSECB_CPU_BASELINE, avx2 = PANSECB_CPU_AVX2
        let avx512 = PANSECB_CPU_AVX512, amx = PANSECB_CPU_AMX
        let machines: [(CPUFeatures, [pansecb_cpu])] = [
            ([], [scalar]),
            (.baseline, [scalar, baseline]),
            (Self.haswell, [scalar, baseline, avx2]),
            (Self.alderLake, [scalar, baseline, avx2]),
            (Self.skylakeServer, [scalar, baseline, avx2, avx512]),
            (Self.sapphireRapids, [scalar, baseline, avx2, avx512, amx]),
            // A machine whose system saves no registers of AVX-512, so that AMX is of no use.
            (Self.alderLake.union([.amxBF16, .amxInt8]), [scalar, baseline, avx2]),
            (Self.sapphireRapids.subtracting(.avx512), [scalar, baseline, avx2]),
            (Self.sapphireRapids.subtracting(.amxBF16), [scalar, baseline, avx2, avx512]),
            (Self.sapphireRapids.subtracting(.avx2), [scalar, baseline]),
            ([.baseline, .dotProduct, .int8Matrices, .fp16, .bf16, .sve, .sve2], [scalar, baseline]),
        ]
        for (features, levels) in machines {
            #expect(CPU.levels(of: features).map(\.rawValue) == levels.map(\.rawValue), "\(features)")
            #expect(CPU.best(of: features) == levels.last, "\(features)")
        }
    }

    /// One row a value of the enumeration, each level above those whose features it includes.
    @Test func theTableIsThatOfTheEnumeration() {
        let all = CPULevel.all, rows = all.indices.map { all[$0] }
        let names = [
            (PANSECB_CPU_SCALAR, "scalar"), (PANSECB_CPU_BASELINE, "baseline"), (PANSECB_CPU_AVX2, "avx2"),
            (PANSECB_CPU_AVX512, "avx512"), (PANSECB_CPU_AMX, "amx"),
        ]
        #expect(rows.map(\.cpu.rawValue) == names.map(\.0.rawValue))
        #expect(rows.map { "\($0.name)" } == names.map(\.1))
        for (i, row) in rows.enumerated() {
            #expect(rows.prefix(i).allSatisfy { !$0.needs.isSuperset(of: row.needs) }, "\(row.name)")
            #expect("\(CPU.name(row.cpu))" == "\(row.name)")
        }
        for value: UInt32 in [0, 6, 7, 1000, UInt32.max] {
            #expect("\(CPU.name(pansecb_cpu(rawValue: value)))" == "unknown")
        }
    }

    @Test func everyFeatureIsAnotherBit() {
        let all: [CPUFeatures] = [
            .baseline, .avx2, .avxVNNI, .avx512, .avx512VNNI, .avx512BF16, .avx512FP16, .amxBF16, .amxInt8, .dotProduct,
            .int8Matrices, .fp16, .bf16, .sve, .sve2,
        ]
        var union: CPUFeatures = []
        for feature in all {
            #expect(feature.rawValue.nonzeroBitCount == 1)
            #expect(union.insert(feature).inserted)
        }
        #expect(union.isSuperset(of: .here))
        #expect(CPUFeatures.here.contains(.baseline))
    }

    @Test func aRequestIsGrantedOrRefused() throws {
        let levels = CPU.levels()
        #expect(levels.last == CPU.best)
        for value in PANSECB_CPU_SCALAR.rawValue...PANSECB_CPU_AMX.rawValue {
            let cpu = pansecb_cpu(rawValue: value)
            if levels.contains(cpu), cpu != PANSECB_CPU_AMX {
                #expect(try CPU.choose(cpu) == cpu)
            } else if !levels.contains(cpu) {
                #expect { try CPU.choose(cpu) } throws: { ($0 as? Failure)?.status == PANSECB_UNSUPPORTED }
            }
        }
        for value: UInt32 in [6, 1000, UInt32.max] {
            #expect { try CPU.choose(pansecb_cpu(rawValue: value)) } throws: {
                ($0 as? Failure)?.status == PANSECB_INVALID_ARGUMENT
            }
        }
        #expect(levels.contains(CPU.precise) && CPU.precise != PANSECB_CPU_AMX)
    }

    /// Every level of this machine fills the table, those of AMX with the kernels that only matrix registers have.
    @Test func everyLevelHasKernels() {
        for cpu in CPU.levels() {
            let kernels = CPU.kernels(cpu)
            #expect(kernels.convolution != nil && kernels.winograd != nil && kernels.pool != nil)
            #expect(kernels.pixels != nil && kernels.argmax != nil && kernels.head != nil && kernels.mark != nil)
            #expect(kernels.sample != nil && kernels.summary != nil && kernels.gaussian != nil)
            #expect(kernels.exponential != nil && kernels.sigmoid != nil && kernels.tanh != nil)
            #expect((kernels.begin_matrices != nil) == (cpu == PANSECB_CPU_AMX))
        }
    }
}
