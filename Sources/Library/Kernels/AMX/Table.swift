import CShims

@_cdecl("pansecb_kernels_amx") @implementation
public func pansecb_kernels_amx(_ table: UnsafeMutablePointer<pansecb_kernels>?) {
    guard let table else { return }
    table.pointee.split = { if let arguments = $0 { split(arguments) } }
    table.pointee.split_convolution = { if let arguments = $0 { splitConvolution(arguments) } }
    table.pointee.split_winograd = { if let arguments = $0 { splitWinograd(arguments) } }
    table.pointee.begin_matrices = { pansecb_matrices_begin() }
    table.pointee.end_matrices = { pansecb_matrices_end() }
}
