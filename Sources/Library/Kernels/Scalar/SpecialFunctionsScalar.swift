import CShims

/// exp(x) to a relative error of about 1e-13: x = k ln 2 + r, a Taylor polynomial in r, and k added to the exponent's
/// bits.
func exponentialScalar(_ x: Double) -> Double {
    guard x == x else { return x }
    let bounded = min(max(x, -700), 700)
    // Adding 1.5 * 2^52 rounds to a whole number.
    let k = (bounded * 1.4426950408889634 + 6755399441055744) - 6755399441055744
    let r = (bounded - k * 0.693147180369123816490) - k * 1.90821492927058770002e-10
    var sum = 1.0
    for n in stride(from: 11, through: 1, by: -1) { sum = 1 + sum * r / Double(n) }
    return sum * Double(bitPattern: UInt64(bitPattern: Int64(k) &+ 1023) << 52)
}

func mapScalar(_ arguments: UnsafePointer<pansecb_map>, _ function: (Float) -> Float) {
    let m = arguments.pointee
    for i in 0..<m.count { m.output[i] = function(m.input[i]) }
}

func exponentialScalar(_ arguments: UnsafePointer<pansecb_map>) {
    mapScalar(arguments) { Float(exponentialScalar(Double($0))) }
}

func sigmoidScalar(_ arguments: UnsafePointer<pansecb_map>) {
    mapScalar(arguments) { 1 / (1 + Float(exponentialScalar(Double(-$0)))) }
}

/// Near 0, where (e^2x - 1) / (e^2x + 1) loses digits, its series takes over.
func tanhScalar(_ arguments: UnsafePointer<pansecb_map>) {
    mapScalar(arguments) {
        let x = min(max(Double($0), -20), 20)
        if $0 != $0 { return $0 }
        if x > -1e-4 && x < 1e-4 { return Float(x - x * x * x / 3) }
        let e = exponentialScalar(2 * x)
        return Float((e - 1) / (e + 1))
    }
}
