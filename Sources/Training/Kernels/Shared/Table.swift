import CTrainingKernels

// One table for each instruction set; all compile the same sources.

private func fill(_ table: UnsafeMutablePointer<pansecb_training_kernels>?) {
    guard let table else { return }
    table.pointee = pansecb_training_kernels(
        outer: { if let arguments = $0 { outer(arguments) } },
        winograd_outer: { if let arguments = $0 { winogradOuter(arguments) } },
        moments: { if let arguments = $0 { moments(arguments) } },
        normalise: { if let arguments = $0 { normalise(arguments) } },
        products: { if let arguments = $0 { products(arguments) } },
        combine: { if let arguments = $0 { combine(arguments) } },
        max_pool: { if let arguments = $0 { maxPool(arguments) } },
        max_pool_gradient: { if let arguments = $0 { maxPoolGradient(arguments) } },
        cross_entropy: { if let arguments = $0 { crossEntropy(arguments) } },
        adam: { if let arguments = $0 { adam(arguments) } })
}

#if PANSECB_AVX512
    @_cdecl("pansecb_training_kernels_avx512") @implementation
    public func pansecb_training_kernels_avx512(_ table: UnsafeMutablePointer<pansecb_training_kernels>?) {
        fill(table)
    }
#elseif PANSECB_AVX2
    @_cdecl("pansecb_training_kernels_avx2") @implementation
    public func pansecb_training_kernels_avx2(_ table: UnsafeMutablePointer<pansecb_training_kernels>?) { fill(table) }
#else
    @_cdecl("pansecb_training_kernels_baseline") @implementation
    public func pansecb_training_kernels_baseline(_ table: UnsafeMutablePointer<pansecb_training_kernels>?) {
        fill(table)
    }
#endif
