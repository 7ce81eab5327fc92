import CShims

/// A block of 16 output channels. The compiler splits it into the registers that the processor has.
typealias Block = SIMD16<Float>

@inline(__always) func load(_ pointer: UnsafePointer<Float>) -> Block {
    UnsafeRawPointer(pointer).loadUnaligned(as: Block.self)
}

@inline(__always) func store(_ block: Block, _ pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: block, as: Block.self)
}

@inline(__always) func relu(_ block: Block) -> Block { block.replacing(with: 0, where: block .< 0) }
