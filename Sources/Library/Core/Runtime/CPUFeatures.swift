import CShims

/// What a processor can do, as a set: a newer processor may lack features of an older one.
public struct CPUFeatures: OptionSet, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// What every processor of the architecture has.
    public static var baseline: CPUFeatures { .init(rawValue: PANSECB_FEATURE_BASELINE) }

    // x86-64
    public static var avx2: CPUFeatures { .init(rawValue: PANSECB_FEATURE_AVX2) }
    public static var avxVNNI: CPUFeatures { .init(rawValue: PANSECB_FEATURE_AVX_VNNI) }
    public static var avx512: CPUFeatures { .init(rawValue: PANSECB_FEATURE_AVX512) }
    public static var avx512VNNI: CPUFeatures { .init(rawValue: PANSECB_FEATURE_AVX512_VNNI) }
    public static var avx512BF16: CPUFeatures { .init(rawValue: PANSECB_FEATURE_AVX512_BF16) }
    public static var avx512FP16: CPUFeatures { .init(rawValue: PANSECB_FEATURE_AVX512_FP16) }
    public static var amxBF16: CPUFeatures { .init(rawValue: PANSECB_FEATURE_AMX_BF16) }
    public static var amxInt8: CPUFeatures { .init(rawValue: PANSECB_FEATURE_AMX_INT8) }

    // AArch64
    public static var dotProduct: CPUFeatures { .init(rawValue: PANSECB_FEATURE_DOT_PRODUCT) }
    public static var int8Matrices: CPUFeatures { .init(rawValue: PANSECB_FEATURE_INT8_MATRICES) }
    public static var fp16: CPUFeatures { .init(rawValue: PANSECB_FEATURE_FP16) }
    public static var bf16: CPUFeatures { .init(rawValue: PANSECB_FEATURE_BF16) }
    public static var sve: CPUFeatures { .init(rawValue: PANSECB_FEATURE_SVE) }
    public static var sve2: CPUFeatures { .init(rawValue: PANSECB_FEATURE_SVE2) }

    /// Features that use matrix registers, for which a process must ask the system.
    static var matrixRegisters: CPUFeatures { [amxBF16, amxInt8] }

    /// The features of this processor.
    public static var here: CPUFeatures { CPUFeatures(rawValue: pansecb_features()) }
}
