import CShims

/// Fills the quantised entries of a table.
func fillQuantised(_ table: UnsafeMutablePointer<pansecb_kernels>) {
    table.pointee.quantised_group = Int32(truncatingIfNeeded: group)
    table.pointee.quantised_convolution = { if let arguments = $0 { quantisedConvolution(arguments) } }
    table.pointee.quantised_winograd = { if let arguments = $0 { quantisedWinograd(arguments) } }
    table.pointee.quantised_pool = { if let arguments = $0 { quantisedPool(arguments) } }
    table.pointee.quantised_head = { if let arguments = $0 { quantisedHead(arguments) } }
    table.pointee.quantised_sample = { if let arguments = $0 { quantisedSample(arguments) } }
    table.pointee.quantised_pixels = { if let arguments = $0 { quantisedPixels(arguments) } }
}

#if PANSECB_AVX512VNNI
    @_cdecl("pansecb_kernels_avx512vnni") @implementation
    public func pansecb_kernels_avx512vnni(_ table: UnsafeMutablePointer<pansecb_kernels>?) {
        if let table { fillQuantised(table) }
    }
#elseif PANSECB_AVXVNNI
    @_cdecl("pansecb_kernels_avxvnni") @implementation
    public func pansecb_kernels_avxvnni(_ table: UnsafeMutablePointer<pansecb_kernels>?) {
        if let table { fillQuantised(table) }
    }
#elseif PANSECB_DOTPRODUCT
    @_cdecl("pansecb_kernels_dotproduct") @implementation
    public func pansecb_kernels_dotproduct(_ table: UnsafeMutablePointer<pansecb_kernels>?) {
        if let table { fillQuantised(table) }
    }
#endif
