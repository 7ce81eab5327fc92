import CShims

// One table for each instruction set; all compile the same sources.

private func fill(_ table: UnsafeMutablePointer<pansecb_kernels>?) {
    guard let table else { return }
    var kernels = pansecb_kernels()
    kernels.convolution = { if let arguments = $0 { convolution(arguments) } }
    kernels.winograd = { if let arguments = $0 { winograd(arguments) } }
    kernels.pool = { if let arguments = $0 { pool(arguments) } }
    kernels.pixels = { if let arguments = $0 { pixels(arguments) } }
    kernels.argmax = { if let arguments = $0 { argmax(arguments) } }
    kernels.head = { if let arguments = $0 { head(arguments) } }
    kernels.mark = { if let arguments = $0 { mark(arguments) } }
    kernels.sample = { if let arguments = $0 { sample(arguments) } }
    kernels.summary = { if let arguments = $0 { summary(arguments) } }
    kernels.highest = { if let arguments = $0 { highest(arguments) } }
    kernels.reach = { if let arguments = $0 { reach(arguments) } }
    kernels.gaussian = { if let arguments = $0 { gaussian(arguments) } }
    kernels.exponential = { if let arguments = $0 { exponential(arguments) } }
    kernels.sigmoid = { if let arguments = $0 { sigmoid(arguments) } }
    kernels.tanh = { if let arguments = $0 { tanh(arguments) } }
    table.pointee = kernels
    fillQuantised(table)
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
