import CShims

// One table for each instruction set; all compile the same sources.

private func fill(_ table: UnsafeMutablePointer<pansecb_kernels>?) {
    guard let table else { return }
    table.pointee.convolution = { if let arguments = $0 { convolution(arguments) } }
    table.pointee.winograd = { if let arguments = $0 { winograd(arguments) } }
    table.pointee.pool = { if let arguments = $0 { pool(arguments) } }
    table.pointee.pixels = { if let arguments = $0 { pixels(arguments) } }
    table.pointee.argmax = { if let arguments = $0 { argmax(arguments) } }
    table.pointee.head = { if let arguments = $0 { head(arguments) } }
    table.pointee.mark = { if let arguments = $0 { mark(arguments) } }
    table.pointee.sample = { if let arguments = $0 { sample(arguments) } }
    table.pointee.summary = { if let arguments = $0 { summary(arguments) } }
    table.pointee.highest = { if let arguments = $0 { highest(arguments) } }
    table.pointee.reach = { if let arguments = $0 { reach(arguments) } }
    table.pointee.gaussian = { if let arguments = $0 { gaussian(arguments) } }
    table.pointee.exponential = { if let arguments = $0 { exponential(arguments) } }
    table.pointee.sigmoid = { if let arguments = $0 { sigmoid(arguments) } }
    table.pointee.tanh = { if let arguments = $0 { tanh(arguments) } }
    #if !PANSECB_AVX512
        fillQuantised(table)
    #endif
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
