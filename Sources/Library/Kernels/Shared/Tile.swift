import CShims

/// A register tile: some pixels times blocks of 16 output channels, accumulated over input channels. Its size is what
/// the registers hold: AVX2 6 pixels * 2 registers of 16; AVX-512 12 * 2 of 32; SSE2 2 * 4 of 16; NEON 6 * 4 of 32.
protocol RegisterTile {
    static var pixels: Int { get }
    static var blocks: Int { get }

    /// All sums begin with zero.
    init()

    /// All sums begin with the bias of their channels.
    init(_ bias: UnsafePointer<Float>)

    /// Adds the products of `channels` inputs with their weights; pixel p's inputs begin at x + p * step, the weights
    /// of block b at weights + b * blockStride.
    mutating func add(
        _ x: UnsafePointer<Float>, step: Int, _ weights: UnsafePointer<Float>, blockStride: Int, channels: Int)

    subscript(pixel: Int, block: Int) -> Block { get }
}

extension RegisterTile {
    /// The same with the usual numbers of channels compiled in, so that the loop computes no addresses.
    @inline(__always) mutating func accumulate(
        _ x: UnsafePointer<Float>, step: Int, _ weights: UnsafePointer<Float>, blockStride: Int, channels: Int
    ) {
        switch (step, channels) {
        case (16, 16): add(x, step: 16, weights, blockStride: blockStride, channels: 16)
        case (64, 64): add(x, step: 64, weights, blockStride: blockStride, channels: 64)
        case (128, 128): add(x, step: 128, weights, blockStride: blockStride, channels: 128)
        default: add(x, step: step, weights, blockStride: blockStride, channels: channels)
        }
    }
}

#if PANSECB_AVX512

    struct Tile: RegisterTile {
        static let pixels = 12
        static let blocks = 1
        var low: SixPixels, high: SixPixels

        @inline(__always) init() {
            low = SixPixels(.zero)
            high = low
        }

        @inline(__always) init(_ bias: UnsafePointer<Float>) {
            low = SixPixels(load(bias))
            high = low
        }

        @inline(__always) mutating func add(
            _ x: UnsafePointer<Float>, step: Int, _ weights: UnsafePointer<Float>, blockStride: Int, channels: Int
        ) {
            let y = x + 6 * step
            for channel in 0..<channels {
                let w = load(weights + 16 * channel)
                low.add(x + channel, step, w)
                high.add(y + channel, step, w)
            }
        }

        @inline(__always) subscript(pixel: Int, block: Int) -> Block { pixel < 6 ? low[pixel] : high[pixel - 6] }
    }

    /// Two blocks of output channels: each loaded input serves two multiplications, so that loads do not hold up the
    /// arithmetic.
    struct WideTile: RegisterTile {
        static let pixels = 12
        static let blocks = 2
        var low: HalfTile, high: HalfTile

        @inline(__always) init() {
            low = HalfTile()
            high = low
        }

        @inline(__always) init(_ bias: UnsafePointer<Float>) {
            low = HalfTile(bias)
            high = low
        }

        @inline(__always) mutating func add(
            _ x: UnsafePointer<Float>, step: Int, _ weights: UnsafePointer<Float>, blockStride: Int, channels: Int
        ) {
            let y = x + 6 * step, weights2 = weights + blockStride
            for channel in 0..<channels {
                let w = load(weights + 16 * channel), w2 = load(weights2 + 16 * channel)
                low.add(x + channel, step, w, w2)
                high.add(y + channel, step, w, w2)
            }
        }

        @inline(__always) subscript(pixel: Int, block: Int) -> Block {
            pixel < 6 ? low[pixel, block] : high[pixel - 6, block]
        }
    }

    /// The same for half as many pixels.
    struct HalfTile: RegisterTile {
        static let pixels = 6
        static let blocks = 2
        var first: SixPixels, second: SixPixels

        @inline(__always) init() {
            first = SixPixels(.zero)
            second = first
        }

        @inline(__always) init(_ bias: UnsafePointer<Float>) {
            first = SixPixels(load(bias))
            second = SixPixels(load(bias + 16))
        }

        @inline(__always) mutating func add(
            _ x: UnsafePointer<Float>, step: Int, _ weights: UnsafePointer<Float>, blockStride: Int, channels: Int
        ) {
            let weights2 = weights + blockStride
            for channel in 0..<channels {
                add(x + channel, step, load(weights + 16 * channel), load(weights2 + 16 * channel))
            }
        }

        /// One input channel.
        @inline(__always) mutating func add(_ x: UnsafePointer<Float>, _ step: Int, _ w: Block, _ w2: Block) {
            first.add(x, step, w)
            second.add(x, step, w2)
        }

        @inline(__always) subscript(pixel: Int, block: Int) -> Block { block == 0 ? first[pixel] : second[pixel] }
    }

#elseif PANSECB_AVX2 || arch(arm64)

    struct Tile: RegisterTile {
        static let pixels = 6
        static let blocks = 1
        var all: SixPixels

        @inline(__always) init() { all = SixPixels(.zero) }

        @inline(__always) init(_ bias: UnsafePointer<Float>) { all = SixPixels(load(bias)) }

        @inline(__always) mutating func add(
            _ x: UnsafePointer<Float>, step: Int, _ weights: UnsafePointer<Float>, blockStride: Int, channels: Int
        ) {
            for channel in 0..<channels { all.add(x + channel, step, load(weights + 16 * channel)) }
        }

        @inline(__always) subscript(pixel: Int, block: Int) -> Block { all[pixel] }
    }

#else

    struct Tile: RegisterTile {
        static let pixels = 2
        static let blocks = 1
        var first: Block, second: Block

        @inline(__always) init() {
            first = .zero
            second = .zero
        }

        @inline(__always) init(_ bias: UnsafePointer<Float>) {
            first = load(bias)
            second = first
        }

        @inline(__always) mutating func add(
            _ x: UnsafePointer<Float>, step: Int, _ weights: UnsafePointer<Float>, blockStride: Int, channels: Int
        ) {
            for channel in 0..<channels {
                let w = load(weights + 16 * channel)
                first = pansecb_madd16_one(first, x[channel], w)
                second = pansecb_madd16_one(second, x[channel + step], w)
            }
        }

        @inline(__always) subscript(pixel: Int, block: Int) -> Block { pixel == 0 ? first : second }
    }

#endif

#if PANSECB_AVX512 || PANSECB_AVX2 || arch(arm64)

    /// Six pixels of one block.
    struct SixPixels {
        var c0: Block, c1: Block, c2: Block, c3: Block, c4: Block, c5: Block

        @inline(__always) init(_ start: Block) {
            c0 = start
            c1 = start
            c2 = start
            c3 = start
            c4 = start
            c5 = start
        }

        @inline(__always) mutating func add(_ x: UnsafePointer<Float>, _ step: Int, _ w: Block) {
            c0 = pansecb_madd16_one(c0, x[0], w)
            c1 = pansecb_madd16_one(c1, x[step], w)
            c2 = pansecb_madd16_one(c2, x[2 * step], w)
            c3 = pansecb_madd16_one(c3, x[3 * step], w)
            c4 = pansecb_madd16_one(c4, x[4 * step], w)
            c5 = pansecb_madd16_one(c5, x[5 * step], w)
        }

        @inline(__always) subscript(pixel: Int) -> Block {
            switch pixel {
            case 0: return c0
            case 1: return c1
            case 2: return c2
            case 3: return c3
            case 4: return c4
            default: return c5
            }
        }
    }

#endif
