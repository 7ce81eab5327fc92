import CPanSECB

/// A tensor's numbers in a weight file.
struct StoredTensor {
    let bytes: UnsafeRawBufferPointer
    let isHalf: Bool
    let count: Int

    /// Of all that is not a number one kind goes on: others could become numbers where matrix registers round their
    /// bits.
    func copy(to output: UnsafeMutablePointer<Float>) {
        if isHalf {
            for i in 0..<count {
                output[i] = widen(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * i, as: UInt16.self)))
            }
        } else {
            for i in 0..<count {
                let value = bytes.f32(4 * i)
                output[i] = value.isNaN ? .nan : value
            }
        }
    }

    /// IEEE 754 half to single precision. Swift's Float16 would call a function of the compiler's run-time library.
    private func widen(_ half: UInt16) -> Float {
        let sign = UInt32(half & 0x8000) << 16, exponent = UInt32(half >> 10 & 31), fraction = UInt32(half & 0x3ff)
        switch exponent {
        case 0:
            let magnitude = Float(fraction) * 0x1p-24
            return sign == 0 ? magnitude : -magnitude
        case 31: return Float(bitPattern: sign | 0x7f80_0000 | (fraction == 0 ? 0 : 0x40_0000))
        default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }
}

extension WeightFile {
    /// Checks that the tensors are exactly those of the architecture, then gives each: layer, number in the layer,
    /// data.
    func forEachTensor(_ body: (Int, Int, StoredTensor) throws(Failure) -> Void) throws(Failure) {
        let layers = Graph(architecture).layers, number = layers.reduce(0) { $0 + $1.tensorCount }
        let table = Int(bytes.u32(60))
        guard Int(bytes.u32(44)) == number, table % 8 == 0, bytes.holds(table, number * WeightFile.tensorBytes) else {
            throw Failure(PANSECB_DAMAGED, "damaged: tensor table")
        }
        var entry = table
        for (index, layer) in layers.enumerated() {
            for tensor in 0..<layer.tensorCount {
                try body(index, tensor, storedTensor(entry, layer, tensor))
                entry += WeightFile.tensorBytes
            }
        }
    }

    private func storedTensor(_ at: Int, _ layer: Layer, _ tensor: Int) throws(Failure) -> StoredTensor {
        let name = layer.tensorName(tensor)
        let stored = try bytes.string(at, limit: 255, "tensor name")
        guard name.utf8.elementsEqual(stored) else {
            throw Failure(PANSECB_DAMAGED, "damaged: \(name) is not where it belongs")
        }
        let (rank, (a, b, c, d)) = layer.tensorShape(tensor)
        let type = bytes.u32(at + 8), isHalf = type == 2
        guard type == 1 || type == 2, Int(bytes.u32(at + 12)) == rank, Int(bytes.u32(at + 16)) == a,
            Int(bytes.u32(at + 20)) == b,
            Int(bytes.u32(at + 24)) == c, Int(bytes.u32(at + 28)) == d
        else { throw Failure(PANSECB_DAMAGED, "damaged: \(name) has another type or shape than the architecture") }
        let count = a * b * c * d, size = count * (isHalf ? 2 : 4)
        guard let start = Int(exactly: bytes.u64(at + 32)), bytes.u64(at + 40) == UInt64(size), start % 64 == 0,
            bytes.holds(start, size)
        else {
            throw Failure(PANSECB_DAMAGED, "damaged: \(name) lies outside of the file")
        }
        return StoredTensor(
            bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<start + size]), isHalf: isHalf, count: count)
    }
}
