import CShims

// One table for each instruction set; all compile the same sources.

private func fill(_ table: UnsafeMutablePointer<pansecb_kernels>?) {
    guard let table else { return }
    table.pointee = pansecb_kernels(
        convolution: { if let arguments = $0 { convolution(arguments) } },
        winograd: { if let arguments = $0 { winograd(arguments) } },
        split: nil,
        split_convolution: nil,
        split_winograd: nil,
        begin_matrices: nil,
        end_matrices: nil,
        pool: { if let arguments = $0 { pool(arguments) } },
        pixels: { if let arguments = $0 { pixels(arguments) } },
        argmax: { if let arguments = $0 { argmax(arguments) } },
        head: { if let arguments = $0 { head(arguments) } },
        mark: { if let arguments = $0 { mark(arguments) } },
        sample: { if let arguments = $0 { sample(arguments) } },
        summary: { if let arguments = $0 { summary(arguments) } },
        highest: { if let arguments = $0 { highest(arguments) } },
        reach: { if let arguments = $0 { reach(arguments) } },
        gaussian: { if let arguments = $0 { gaussian(arguments) } },
        exponential: { if let arguments = $0 { exponential(arguments) } },
        sigmoid: { if let arguments = $0 { sigmoid(arguments) } },
        tanh: { if let arguments = $0 { tanh(arguments) } })
}

#if PANSECB_AVX512
    @_cdecl("pansecb_kernels_avx512") @implementation
    public func pansecb_kernels_avx512(_ table: UnsafeMutablePointer<pansecb_kernels>?) { fill(table) }
#elseif PANSECB_AVX2
    @_cdecl("pansecb_kernels_avx2") @implementation
    public func pansecb_kernels_avx2(_ table: UnsafeMutablePointer<pansecb_kernels>?) { fill(table) }
#else
    @_cdecl("pansecb_kernels_baseline") @implementation
    public func pansecb_kernels_baseline(_ table: UnsafeMutablePointer<pansecb_kernels>?) { fill(table) }
#endif
