/// The filters of 16 outputs for one input: a vector for each place in the window, row by row.
package typealias Filters = UnsafeMutablePointer<SIMD16<Float>>

/// A convolution's weights in the order in which a kernel reads them.
package protocol PackedWeights {
    /// - Parameters:
    ///   - geometry: taps of the convolution.
    ///   - inputs: channels of an input pixel in memory.
    ///   - blocks: blocks of 16 outputs.
    init(_ geometry: Geometry, inputs: Int, blocks: Int, _ memory: inout PackingMemory)

    /// Packs the weights of the first `inputs` inputs; the others stay zero.
    /// - Parameter filters: writes the filters of a block of outputs for an input, so that each write to the packed
    ///   weights is a whole cache line.
    func pack(inputs: Int, _ filters: (_ block: Int, _ input: Int, Filters) -> Void)
}

/// Places in the largest window.
let mostPlaces = 9

@inline(__always)
func store(_ sixteen: SIMD16<Float>, _ target: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(target).storeBytes(of: sixteen, as: SIMD16<Float>.self)
}
