import PanSECB

/// How a checkpoint stores the elements of a tensor.
public enum ElementType: Equatable, Sendable {
    case float16, bfloat16, float32, float64
    /// Integers, booleans and what else there is: such tensors are listed, their values are of no use here.
    case other(name: String, size: Int)

    /// Bytes of one element.
    public var size: Int {
        switch self {
        case .float16, .bfloat16: return 2
        case .float32: return 4
        case .float64: return 8
        case .other(_, let size): return size
        }
    }

    public var isFloatingPoint: Bool {
        if case .other = self { return false }
        return true
    }

    /// Short name as PyTorch's users know it.
    public var name: String {
        switch self {
        case .float16: return "f16"
        case .bfloat16: return "bf16"
        case .float32: return "f32"
        case .float64: return "f64"
        case .other(let name, _): return name
        }
    }

    /// The element at byte `offset`, which the caller has checked; 0 for those that are not floating point.
    func float(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Float {
        switch self {
        case .float16:
            return Half.float(bits: UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)))
        case .bfloat16:
            let bits = UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
            return Float(bitPattern: UInt32(bits) << 16)
        case .float32:
            return Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
        case .float64:
            return Float(
                Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))))
        case .other: return 0
        }
    }
}
