import CShims

// What a group of channels is, by instruction set (`pansecb_dot16`), and how the bytes of pixels become groups.

/// Sixteen sums, one for each output channel of a block.
typealias Totals = SIMD16<Int32>

#if PANSECB_AVXVNNI || PANSECB_AVX512VNNI

    /// Channels of a group.
    let group = 4
    /// Activations are multiplied as they lie in memory.
    let readsPixels = true
    /// What is exclusive-or'd to an activation, to make it what the product takes; and to a frequency, which is signed.
    let pixelFlip: UInt8 = 0, frequencyFlip: UInt8 = 0x80
    /// Times the sum of an output's weights: what its sum begins with, to undo the 128 that `flip` adds or removes.
    let pixelCorrection: Int32 = 0, frequencyCorrection: Int32 = -128

#elseif PANSECB_DOTPRODUCT

    let group = 4
    let readsPixels = false
    let pixelFlip: UInt8 = 0x80, frequencyFlip: UInt8 = 0
    let pixelCorrection: Int32 = 128, frequencyCorrection: Int32 = 0

#else

    let group = 2
    let readsPixels = false
    let pixelFlip: UInt8 = 0, frequencyFlip: UInt8 = 0
    let pixelCorrection: Int32 = 0, frequencyCorrection: Int32 = 0

#endif

/// Bytes of a channel in a group.
let channelBytes = 4 / group

/// What the sums of an output begin with.
@inline(__always) func start(_ weightSums: UnsafePointer<Int32>, _ correction: Int32) -> Totals {
    correction == 0 ? .zero : loadTotals(weightSums) &* Totals(repeating: correction)
}

@inline(__always) func loadTotals(_ pointer: UnsafePointer<Int32>) -> Totals {
    UnsafeRawPointer(pointer).loadUnaligned(as: Totals.self)
}

/// The weights of a group for sixteen outputs.
@inline(__always) func loadWeights(_ weights: UnsafeRawPointer, _ group: Int) -> Totals {
    weights.loadUnaligned(fromByteOffset: 64 * group, as: Totals.self)
}

/// Group `i` of a pixel.
@inline(__always) func loadGroup(_ pixel: UnsafePointer<UInt8>, _ i: Int) -> UInt32 {
    if group == 2 { return UInt32(pixel[2 * i]) | UInt32(pixel[2 * i + 1]) &<< 16 }
    return UnsafeRawPointer(pixel + 4 * i).loadUnaligned(as: UInt32.self) ^ (UInt32(pixelFlip) &* 0x0101_0101)
}

/// Writes a pixel's groups; `channels` is a multiple of 4. A missing pixel has only zeros.
@inline(__always)
func writeGroups(_ pixel: UnsafePointer<UInt8>?, channels: Int, to groups: UnsafeMutableRawPointer) {
    let target = groups.assumingMemoryBound(to: UInt8.self)
    guard let pixel else {
        target.update(repeating: pixelFlip, count: channels * channelBytes)
        return
    }
    var c = 0
    while c + 16 <= channels {
        let wide = pansecb_widen16(pixel + c)
        if group == 2 {
            groups.storeBytes(of: wide, toByteOffset: 2 * c, as: SIMD16<Int16>.self)
        } else {
            pansecb_store_bytes16(wide, pixelFlip, target + c)
        }
        c += 16
    }
    while c < channels {
        if group == 2 {
            groups.storeBytes(of: Int16(truncatingIfNeeded: pixel[c]), toByteOffset: 2 * c, as: Int16.self)
        } else {
            target[c] = pixel[c] ^ pixelFlip
        }
        c += 1
    }
}
