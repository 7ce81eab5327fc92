import CShims

/// A register tile of sums: some pixels times blocks of 16 output channels. Its size is what the registers hold.
protocol DotTile {
    static var pixels: Int { get }
    static var blocks: Int { get }

    /// All sums of block b begin with `start(b)`.
    init(_ start: (Int) -> Totals)

    /// Adds the products of `groups` groups with their weights; pixel p's groups begin at x + p * step, the weights of
    /// block b at weights + b * blockStride.
    mutating func add(
        _ x: UnsafePointer<UInt32>, step: Int, _ weights: UnsafeRawPointer, blockStride: Int, groups: Int)

    subscript(pixel: Int, block: Int) -> Totals { get }
}

extension DotTile {
    /// The same with the usual numbers of groups compiled in, so that the loop computes no addresses.
    @inline(__always) mutating func accumulate(
        _ x: UnsafePointer<UInt32>, step: Int, _ weights: UnsafeRawPointer, blockStride: Int, groups: Int
    ) {
        switch (step, groups) {
        case (64 / group, 64 / group):
            add(x, step: 64 / group, weights, blockStride: blockStride, groups: 64 / group)
        case (128 / group, 128 / group):
            add(x, step: 128 / group, weights, blockStride: blockStride, groups: 128 / group)
        default: add(x, step: step, weights, blockStride: blockStride, groups: groups)
        }
    }
}

#if PANSECB_AVX512VNNI

    /// Twelve pixels of one block.
    struct Dots: DotTile {
        static let pixels = 12
        static let blocks = 1
        private var low: SixTotals, high: SixTotals

        @inline(__always) init(_ start: (Int) -> Totals) {
            low = SixTotals(start(0))
            high = low
        }

        @inline(__always) mutating func add(
            _ x: UnsafePointer<UInt32>, step: Int, _ weights: UnsafeRawPointer, blockStride: Int, groups: Int
        ) {
            let y = x + 6 * step
            for group in 0..<groups {
                let w = loadWeights(weights, group)
                low.add(x + group, step, w)
                high.add(y + group, step, w)
            }
        }

        @inline(__always) subscript(pixel: Int, block: Int) -> Totals { pixel < 6 ? low[pixel] : high[pixel - 6] }
    }

    /// Six pixels of two blocks: each group that is loaded serves two multiplications.
    struct WideDots: DotTile {
        static let pixels = 6
        static let blocks = 2
        private var first: SixTotals, second: SixTotals

        @inline(__always) init(_ start: (Int) -> Totals) {
            first = SixTotals(start(0))
            second = SixTotals(start(1))
        }

        @inline(__always) mutating func add(
            _ x: UnsafePointer<UInt32>, step: Int, _ weights: UnsafeRawPointer, blockStride: Int, groups: Int
        ) {
            let weights2 = weights + blockStride
            for group in 0..<groups {
                first.add(x + group, step, loadWeights(weights, group))
                second.add(x + group, step, loadWeights(weights2, group))
            }
        }

        @inline(__always) subscript(pixel: Int, block: Int) -> Totals { block == 0 ? first[pixel] : second[pixel] }
    }

#elseif PANSECB_AVX2 || PANSECB_AVXVNNI || arch(arm64)

    /// Six pixels of one block.
    struct Dots: DotTile {
        static let pixels = 6
        static let blocks = 1
        private var all: SixTotals

        @inline(__always) init(_ start: (Int) -> Totals) { all = SixTotals(start(0)) }

        @inline(__always) mutating func add(
            _ x: UnsafePointer<UInt32>, step: Int, _ weights: UnsafeRawPointer, blockStride: Int, groups: Int
        ) {
            for group in 0..<groups { all.add(x + group, step, loadWeights(weights, group)) }
        }

        @inline(__always) subscript(pixel: Int, block: Int) -> Totals { all[pixel] }
    }

#else

    /// Two pixels of one block.
    struct Dots: DotTile {
        static let pixels = 2
        static let blocks = 1
        private var first: Totals, second: Totals

        @inline(__always) init(_ start: (Int) -> Totals) {
            first = start(0)
            second = first
        }

        @inline(__always) mutating func add(
            _ x: UnsafePointer<UInt32>, step: Int, _ weights: UnsafeRawPointer, blockStride: Int, groups: Int
        ) {
            for group in 0..<groups {
                let w = loadWeights(weights, group)
                first = pansecb_dot16(first, x[group], w)
                second = pansecb_dot16(second, x[group + step], w)
            }
        }

        @inline(__always) subscript(pixel: Int, block: Int) -> Totals { pixel == 0 ? first : second }
    }

#endif

#if PANSECB_AVX512VNNI || PANSECB_AVX2 || PANSECB_AVXVNNI || arch(arm64)

    /// Six pixels of one block.
    struct SixTotals {
        private var c0: Totals, c1: Totals, c2: Totals, c3: Totals, c4: Totals, c5: Totals

        @inline(__always) init(_ start: Totals) {
            c0 = start
            c1 = start
            c2 = start
            c3 = start
            c4 = start
            c5 = start
        }

        @inline(__always) mutating func add(_ x: UnsafePointer<UInt32>, _ step: Int, _ w: Totals) {
            c0 = pansecb_dot16(c0, x[0], w)
            c1 = pansecb_dot16(c1, x[step], w)
            c2 = pansecb_dot16(c2, x[2 * step], w)
            c3 = pansecb_dot16(c3, x[3 * step], w)
            c4 = pansecb_dot16(c4, x[4 * step], w)
            c5 = pansecb_dot16(c5, x[5 * step], w)
        }

        @inline(__always) subscript(pixel: Int) -> Totals {
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
