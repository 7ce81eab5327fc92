import CTrainingKernels

/// The readable twins as a table, with which every other table is compared.
@_cdecl("pansecb_training_kernels_scalar") @implementation
public func pansecb_training_kernels_scalar(_ table: UnsafeMutablePointer<pansecb_training_kernels>?) {
    guard let table else { return }
    table.pointee = pansecb_training_kernels(
        outer: { if let arguments = $0 { outerScalar(arguments) } },
        winograd_outer: { if let arguments = $0 { winogradOuterScalar(arguments) } },
        moments: { if let arguments = $0 { momentsScalar(arguments) } },
        normalise: { if let arguments = $0 { normaliseScalar(arguments) } },
        products: { if let arguments = $0 { productsScalar(arguments) } },
        combine: { if let arguments = $0 { combineScalar(arguments) } },
        max_pool: { if let arguments = $0 { maxPoolScalar(arguments) } },
        max_pool_gradient: { if let arguments = $0 { maxPoolGradientScalar(arguments) } },
        cross_entropy: { if let arguments = $0 { crossEntropyScalar(arguments) } },
        adam: { if let arguments = $0 { adamScalar(arguments) } })
}
