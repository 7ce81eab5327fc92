import CShims

// Exponential, sigmoid and tanh, computed in double so that every instruction set rounds to the same float.

typealias Doubles = SIMD8<Double>

/// exp(x) to a relative error of about 1e-13: x = k ln 2 + r, a Taylor polynomial in r, and k added to the exponent's
/// bits.
@inline(__always) func exponential(_ x: Doubles) -> Doubles {
    let low = Doubles(repeating: -700), high = Doubles(repeating: 700)
    var bounded = x.replacing(with: low, where: x .< low)
    bounded.replace(with: high, where: x .> high)
    // Adding 1.5 * 2^52 rounds to a whole number and leaves it in the low bits.
    let magic = Doubles(repeating: 6755399441055744)
    let shifted = bounded * 1.4426950408889634 + magic
    let k = shifted - magic
    let r = (bounded - k * 0.693147180369123816490) - k * 1.90821492927058770002e-10
    var sum = Doubles(repeating: 1 / 39916800.0)
    sum = sum * r + 1 / 3628800.0
    sum = sum * r + 1 / 362880.0
    sum = sum * r + 1 / 40320.0
    sum = sum * r + 1 / 5040.0
    sum = sum * r + 1 / 720.0
    sum = sum * r + 1 / 120.0
    sum = sum * r + 1 / 24.0
    sum = sum * r + 1 / 6.0
    sum = sum * r + 0.5
    sum = sum * r + 1
    sum = sum * r + 1
    let exponent = (unsafeBitCast(shifted, to: SIMD8<UInt64>.self) &+ 1023) &<< 52
    return sum * unsafeBitCast(exponent, to: Doubles.self)
}

@inline(__always) private func map(_ arguments: UnsafePointer<pansecb_map>, _ function: (SIMD8<Float>) -> SIMD8<Float>)
{
    let m = arguments.pointee
    var i = 0
    while i + 8 <= m.count {
        let x = UnsafeRawPointer(m.input + i).loadUnaligned(as: SIMD8<Float>.self)
        UnsafeMutableRawPointer(m.output + i).storeBytes(of: function(x), as: SIMD8<Float>.self)
        i += 8
    }
    guard i < m.count else { return }
    var x = SIMD8<Float>.zero
    for lane in 0..<m.count - i { x[lane] = m.input[i + lane] }
    let y = function(x)
    for lane in 0..<m.count - i { m.output[i + lane] = y[lane] }
}

func exponential(_ arguments: UnsafePointer<pansecb_map>) {
    map(arguments) { exponentialOfFloats($0) }
}

@inline(__always) func exponentialOfFloats(_ x: SIMD8<Float>) -> SIMD8<Float> {
    pansecb_narrow8(exponential(pansecb_widen8(x)))
}

func sigmoid(_ arguments: UnsafePointer<pansecb_map>) {
    map(arguments) { 1 / (1 + exponentialOfFloats(-$0)) }
}

/// Near 0, where (e^2x - 1) / (e^2x + 1) loses digits, its series takes over.
func tanh(_ arguments: UnsafePointer<pansecb_map>) {
    map(arguments) {
        let limit = Doubles(repeating: 20), near = Doubles(repeating: 1e-4)
        var x = pansecb_widen8($0)
        x.replace(with: limit, where: x .> limit)
        x.replace(with: -limit, where: x .< -limit)
        let e = exponential(2 * x)
        let result = (e - 1) / (e + 1)
        return pansecb_narrow8(result.replacing(with: x - x * x * x / 3, where: (x .< near) .& (x .> -near)))
    }
}
