import CShims

/// The transform F(4,3) with the points 0, +-1, +-2 and infinity.
enum QuantisedTransform {
    /// The six frequencies of six input pixels: whole numbers, since B^T has only such.
    @inline(__always)
    static func inputs<Numbers: Channels>(_ x: (Int) -> Numbers, _ store: (Int, Numbers) -> Void) {
        let a1 = x(1), a2 = x(2), a3 = x(3), a4 = x(4)
        store(0, x(0).times4 - a2.times5 + a4)
        let even = a4 - a2.times4, odd = a3 - a1.times4
        store(1, even + odd)
        store(2, even - odd)
        let even2 = a4 - a2, odd2 = (a3 - a1).times2
        store(3, even2 + odd2)
        store(4, even2 - odd2)
        store(5, a1.times4 - a3.times5 + x(5))
    }

    /// The four outputs of six frequencies, with the bias. Products with 2, 4 and 8 are exact.
    @inline(__always)
    static func outputs(_ m: (Int) -> Block, _ bias: Block, _ store: (Int, Block) -> Void) {
        let m1 = m(1), m2 = m(2), m3 = m(3), m4 = m(4)
        let even1 = m1 + m2, odd1 = m1 - m2, even2 = m3 + m4, odd2 = m3 - m4
        store(0, (m(0) + even1) + even2 + bias)
        store(1, (odd1 + odd2 * 2) + bias)
        store(2, (even1 + even2 * 4) + bias)
        store(3, ((odd1 + odd2 * 8) + m(5)) + bias)
    }
}

/// 16-bit numbers of some channels.
protocol Channels {
    static var count: Int { get }
    init(_ bytes: UnsafePointer<UInt8>)
    static func + (a: Self, b: Self) -> Self
    static func - (a: Self, b: Self) -> Self
    var times2: Self { get }
    /// Adds the bits that each number has to `bits`; a negative one has those of its complement.
    func collectBits(_ bits: inout Self)
    /// In sixteen numbers, the bits that any of them has.
    var folded: SIMD16<Int16> { get }
    static var zero: Self { get }
    func shifted(half: Int16, by shift: Int16) -> Self
    /// Stores numbers of a byte's range as a kernel's groups.
    func storeGroups(_ place: UnsafeMutableRawPointer)
}

extension Channels {
    @inline(__always) var times4: Self { times2.times2 }
    @inline(__always) var times5: Self { times4 + self }
}

struct SixteenChannels: Channels {
    static let count = 16
    private var numbers: SIMD16<Int16>

    @inline(__always) private init(_ numbers: SIMD16<Int16>) { self.numbers = numbers }
    @inline(__always) init(_ bytes: UnsafePointer<UInt8>) { numbers = pansecb_widen16(bytes) }
    @inline(__always) static var zero: Self { Self(.zero) }
    @inline(__always) static func + (a: Self, b: Self) -> Self { Self(a.numbers &+ b.numbers) }
    @inline(__always) static func - (a: Self, b: Self) -> Self { Self(a.numbers &- b.numbers) }
    @inline(__always) var times2: Self { Self(numbers &+ numbers) }
    @inline(__always) func collectBits(_ bits: inout Self) {
        bits.numbers = pansecb_collect_bits16(bits.numbers, numbers)
    }
    @inline(__always) var folded: SIMD16<Int16> { numbers }
    @inline(__always) func shifted(half: Int16, by shift: Int16) -> Self {
        Self(pansecb_rounded_shift16(numbers, half, shift))
    }
    @inline(__always) func storeGroups(_ place: UnsafeMutableRawPointer) {
        if group == 2 {
            place.storeBytes(of: numbers, as: SIMD16<Int16>.self)
        } else {
            pansecb_store_bytes16(numbers, frequencyFlip, place.assumingMemoryBound(to: UInt8.self))
        }
    }
}

struct ThirtyTwoChannels: Channels {
    static let count = 32
    private var numbers: SIMD32<Int16>

    @inline(__always) private init(_ numbers: SIMD32<Int16>) { self.numbers = numbers }
    @inline(__always) init(_ bytes: UnsafePointer<UInt8>) { numbers = pansecb_widen32(bytes) }
    @inline(__always) static var zero: Self { Self(.zero) }
    @inline(__always) static func + (a: Self, b: Self) -> Self { Self(a.numbers &+ b.numbers) }
    @inline(__always) static func - (a: Self, b: Self) -> Self { Self(a.numbers &- b.numbers) }
    @inline(__always) var times2: Self { Self(numbers &+ numbers) }
    @inline(__always) func collectBits(_ bits: inout Self) {
        bits.numbers = pansecb_collect_bits32(bits.numbers, numbers)
    }
    @inline(__always) var folded: SIMD16<Int16> { pansecb_fold32(numbers) }
    @inline(__always) func shifted(half: Int16, by shift: Int16) -> Self {
        Self(pansecb_rounded_shift32(numbers, half, shift))
    }
    @inline(__always) func storeGroups(_ place: UnsafeMutableRawPointer) {
        if group == 2 {
            place.storeBytes(of: numbers, as: SIMD32<Int16>.self)
        } else {
            pansecb_store_bytes32(numbers, frequencyFlip, place.assumingMemoryBound(to: UInt8.self))
        }
    }
}
