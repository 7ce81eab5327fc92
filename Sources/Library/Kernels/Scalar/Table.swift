import CShims

/// The readable twins as a table, with which every other table is compared.
@_cdecl("pansecb_kernels_scalar") @implementation
public func pansecb_kernels_scalar(_ table: UnsafeMutablePointer<pansecb_kernels>?) {
    guard let table else { return }
    table.pointee = pansecb_kernels(
        convolution: { if let arguments = $0 { convolutionScalar(arguments) } },
        winograd: { if let arguments = $0 { winogradScalar(arguments) } },
        split: { if let arguments = $0 { splitScalar(arguments) } },
        split_convolution: { if let arguments = $0 { splitConvolutionScalar(arguments) } },
        split_winograd: { if let arguments = $0 { splitWinogradScalar(arguments) } },
        begin_matrices: nil,
        end_matrices: nil,
        pool: { if let arguments = $0 { poolScalar(arguments) } },
        pixels: { if let arguments = $0 { pixelsScalar(arguments) } },
        argmax: { if let arguments = $0 { argmaxScalar(arguments) } },
        head: { if let arguments = $0 { headScalar(arguments) } },
        mark: { if let arguments = $0 { markScalar(arguments) } },
        sample: { if let arguments = $0 { sampleScalar(arguments) } },
        summary: { if let arguments = $0 { summaryScalar(arguments) } },
        highest: { if let arguments = $0 { highestScalar(arguments) } },
        reach: { if let arguments = $0 { reachScalar(arguments) } },
        gaussian: { if let arguments = $0 { gaussianScalar(arguments) } },
        exponential: { if let arguments = $0 { exponentialScalar(arguments) } },
        sigmoid: { if let arguments = $0 { sigmoidScalar(arguments) } },
        tanh: { if let arguments = $0 { tanhScalar(arguments) } },
        quantised_group: Int32(PANSECB_GROUP_OF_BYTES),
        quantised_convolution: { if let arguments = $0 { quantisedConvolutionScalar(arguments) } },
        quantised_winograd: { if let arguments = $0 { quantisedWinogradScalar(arguments) } },
        quantised_pool: { if let arguments = $0 { quantisedPoolScalar(arguments) } },
        quantised_head: { if let arguments = $0 { quantisedHeadScalar(arguments) } },
        quantised_sample: { if let arguments = $0 { quantisedSampleScalar(arguments) } },
        quantised_pixels: { if let arguments = $0 { quantisedPixelsScalar(arguments) } })
}
