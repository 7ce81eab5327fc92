extension Picture {
    /// No wider than `limit` pixels, in the same proportions: every pixel is the mean of what it covers. Narrower
    /// pictures stay as they are.
    public func shrunk(toWidth limit: Int) -> Picture {
        guard width > limit, limit > 0 else { return self }
        let columns = Shares(from: width, to: limit), rows = Shares(from: height, to: max(height * limit / width, 1))
        let across = rowsShrunk(columns)
        var result = [UInt8]()
        result.reserveCapacity(3 * columns.count * rows.count)
        for y in 0..<rows.count {
            for i in 0..<3 * columns.count {
                var sum: Float = 0
                rows.forEach(y) { sum += $1 * across[3 * columns.count * $0 + i] }
                result.append(UInt8(min(max(sum + 0.5, 0), 255)))
            }
        }
        return Picture(columns.count, rows.count, result)
    }

    private func rowsShrunk(_ columns: Shares) -> [Float] {
        var result = [Float]()
        result.reserveCapacity(3 * columns.count * height)
        pixels.withUnsafeBufferPointer { pixels in
            for y in 0..<height {
                for x in 0..<columns.count {
                    var red: Float = 0, green: Float = 0, blue: Float = 0
                    columns.forEach(x) { column, share in
                        let i = 3 * (y * width + column)
                        red += share * Float(pixels[i])
                        green += share * Float(pixels[i + 1])
                        blue += share * Float(pixels[i + 2])
                    }
                    result += [red, green, blue]
                }
            }
        }
        return result
    }
}

/// How a smaller number of pixels is made of a larger one, along one side.
private struct Shares {
    let count: Int
    private let scale: Float
    private let last: Int

    init(from pixels: Int, to count: Int) {
        self.count = count
        scale = Float(pixels) / Float(count)
        last = pixels - 1
    }

    /// Calls `body` with the pixels that pixel `i` covers and their shares of it.
    @inline(__always)
    func forEach(_ i: Int, _ body: (Int, Float) -> Void) {
        let start = Float(i) * scale, end = Float(i + 1) * scale
        for pixel in Int(start)...min(Int(end), last) {
            let covered = min(Float(pixel + 1), end) - max(Float(pixel), start)
            if covered > 0 { body(pixel, covered / scale) }
        }
    }
}
