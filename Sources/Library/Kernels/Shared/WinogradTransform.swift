import CShims

/// The transforms of one tile and one block of channels. With the finite points a and M(x) the product of all (x - a),
/// the rows of the input transform are the coefficients of M(x) / (x - a), and of M itself for infinity (Toom and Cook;
/// Lavin and Gray, 2016). The two points +-p share their even and odd halves.
protocol WinogradTransform {
    /// Outputs of a tile, which has two more inputs, and as many frequencies as inputs.
    static var outputs: Int { get }

    /// Transforms inputs to frequencies.
    static func inputs(_ x: (Int) -> Block, _ store: (Int, Block) -> Void)

    /// Transforms frequencies to outputs, including the bias.
    static func outputs(_ m: (Int) -> Block, _ bias: Block, _ store: (Int, Block) -> Void)

    /// Transforms gradients of outputs to frequencies, for training, by the transposed output transform: the powers of
    /// each point.
    static func gradients(_ y: (Int) -> Block, _ store: (Int, Block) -> Void)
}

/// F(4,3) with the points +-p and +-q: M(x) = x (x^2 - p^2) (x^2 - q^2).
enum FourOutputs: WinogradTransform {
    static var outputs: Int { 4 }
    private static var p: Float { Float(pansecb_winograd_point(4, 0)) }
    private static var q: Float { Float(pansecb_winograd_point(4, 1)) }

    @inline(__always) static func inputs(_ x: (Int) -> Block, _ store: (Int, Block) -> Void) {
        let a1 = x(1), a2 = x(2), a3 = x(3), a4 = x(4), pp = p * p, qq = q * q
        store(0, madd(madd(a4, a2, -(pp + qq)), x(0), pp * qq))
        storePair(madd(a4, a2, -qq), madd(a3, a1, -qq), point: p, frequency: 1, store)
        storePair(madd(a4, a2, -pp), madd(a3, a1, -pp), point: q, frequency: 3, store)
        store(5, madd(madd(x(5), a3, -(pp + qq)), a1, pp * qq))
    }

    @inline(__always) static func outputs(_ m: (Int) -> Block, _ bias: Block, _ store: (Int, Block) -> Void) {
        let m1 = m(1), m2 = m(2), m3 = m(3), m4 = m(4)
        let evenP = m1 + m2, oddP = m1 - m2, evenQ = m3 + m4, oddQ = m3 - m4
        store(0, (m(0) + bias) + (evenP + evenQ))
        store(1, madd(madd(bias, oddP, p), oddQ, q))
        store(2, madd(madd(bias, evenP, p * p), evenQ, q * q))
        store(3, madd(madd(bias + m(5), oddP, p * p * p), oddQ, q * q * q))
    }

    @inline(__always) static func gradients(_ y: (Int) -> Block, _ store: (Int, Block) -> Void) {
        let y0 = y(0), y1 = y(1), y2 = y(2), y3 = y(3)
        store(0, y0)
        storePair(madd(y0, y2, p * p), madd(y1, y3, p * p), point: p, frequency: 1, store)
        storePair(madd(y0, y2, q * q), madd(y1, y3, q * q), point: q, frequency: 3, store)
        store(5, y3)
    }
}

/// F(6,3) with the points +-1/2, +-1 and +-2: M(x) = x (x^2 - 1/4) (x^2 - 1) (x^2 - 4) = x (x^6 - 5.25 x^4 + 5.25 x^2 -
/// 1).
enum SixOutputs: WinogradTransform {
    static var outputs: Int { 6 }

    @inline(__always) static func inputs(_ x: (Int) -> Block, _ store: (Int, Block) -> Void) {
        let a1 = x(1), a2 = x(2), a3 = x(3), a4 = x(4), a5 = x(5), a6 = x(6)
        store(0, madd(a6 - x(0), a2 - a4, 5.25))
        storePair(madd(madd(a6, a4, -5), a2, 4), madd(madd(a5, a3, -5), a1, 4), point: 0.5, frequency: 1, store)
        storePair(madd(a6 + a2, a4, -4.25), madd(a5 + a1, a3, -4.25), point: 1, frequency: 3, store)
        storePair(
            madd(madd(a6, a4, -1.25), a2, 0.25), madd(madd(a5, a3, -1.25), a1, 0.25), point: 2, frequency: 5, store)
        store(7, madd(x(7) - a1, a3 - a5, 5.25))
    }

    @inline(__always) static func outputs(_ m: (Int) -> Block, _ bias: Block, _ store: (Int, Block) -> Void) {
        let m1 = m(1), m2 = m(2), m3 = m(3), m4 = m(4), m5 = m(5), m6 = m(6)
        let evenHalf = m1 + m2, oddHalf = m1 - m2, evenTwo = m5 + m6, oddTwo = m5 - m6
        let evenOne = bias + (m3 + m4), oddOne = bias + (m3 - m4)
        store(0, (m(0) + evenHalf) + (evenOne + evenTwo))
        store(1, madd(madd(oddOne, oddHalf, 0.5), oddTwo, 2))
        store(2, madd(madd(evenOne, evenHalf, 0.25), evenTwo, 4))
        store(3, madd(madd(oddOne, oddHalf, 0.125), oddTwo, 8))
        store(4, madd(madd(evenOne, evenHalf, 0.0625), evenTwo, 16))
        store(5, madd(madd(oddOne + m(7), oddHalf, 0.03125), oddTwo, 32))
    }

    @inline(__always) static func gradients(_ y: (Int) -> Block, _ store: (Int, Block) -> Void) {
        let y0 = y(0), y1 = y(1), y2 = y(2), y3 = y(3), y4 = y(4), y5 = y(5)
        store(0, y0)
        storePair(
            madd(madd(y0, y2, 0.25), y4, 0.0625), madd(madd(y1, y3, 0.25), y5, 0.0625), point: 0.5, frequency: 1, store)
        storePair(y0 + (y2 + y4), y1 + (y3 + y5), point: 1, frequency: 3, store)
        storePair(madd(madd(y0, y2, 4), y4, 16), madd(madd(y1, y3, 4), y5, 16), point: 2, frequency: 5, store)
        store(7, y5)
    }
}

/// The frequencies of points p and -p.
@inline(__always)
private func storePair(_ even: Block, _ odd: Block, point p: Float, frequency: Int, _ store: (Int, Block) -> Void) {
    store(frequency, madd(even, odd, p))
    store(frequency + 1, madd(even, odd, -p))
}

/// c + a * b
@inline(__always)
private func madd(_ c: Block, _ a: Block, _ b: Float) -> Block { pansecb_madd16(c, a, Block(repeating: b)) }
