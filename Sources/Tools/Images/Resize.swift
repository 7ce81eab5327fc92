extension Picture {
    /// The picture at another size. Along a side that shrinks, each pixel is the mean of what it covers; along one that
    /// grows, it lies between the centres of its neighbours. Throws where the size is not 1 ... `maxSide`, or memory is
    /// short.
    public func resized(width: Int, height: Int) throws -> Picture {
        if width == self.width, height == self.height { return self }
        guard (1...Picture.maxSide).contains(width), (1...Picture.maxSide).contains(height) else {
            throw ImageError(.limit, "\(width)x\(height) pixels: a side has 1 to \(Picture.maxSide)")
        }
        try PictureMemory.require(3 * width * height)
        let columns = Taps(from: self.width, to: width), rows = Taps(from: self.height, to: height)
        let rowValues = 3 * self.width
        var result = [UInt8](repeating: 0, count: 3 * width * height)
        var mixed = [Float](repeating: 0, count: rowValues)
        result.withUnsafeMutableBufferPointer { result in
            mixed.withUnsafeMutableBufferPointer { mixed in
                pixels.withUnsafeBufferPointer { pixels in
                    for y in 0..<height {
                        rows.mix(y, of: pixels, into: mixed)
                        columns.mixPixels(
                            of: UnsafeBufferPointer(mixed),
                            into: UnsafeMutableBufferPointer(rebasing: result[3 * width * y..<3 * width * (y + 1)]))
                    }
                }
            }
        }
        return Picture(width, height, result)
    }
}

/// Which pixels of a side each pixel of another size is made of, and with which shares.
private struct Taps {
    /// The first pixel of each.
    private var firsts: [Int] = []
    /// Where its shares begin; one more at the end.
    private var starts = [0]
    private var shares: [Float] = []

    init(from pixels: Int, to count: Int) {
        let scale = Double(pixels) / Double(count)
        for i in 0..<count {
            if scale >= 1 {
                addMean(from: Double(i) * scale, to: min(Double(i + 1) * scale, Double(pixels)))
            } else {
                addBetween(min(max((Double(i) + 0.5) * scale - 0.5, 0), Double(pixels - 1)))
            }
        }
    }

    /// All that lies between two edges; pixel k lies from k to k + 1.
    private mutating func addMean(from start: Double, to end: Double) {
        firsts.append(Int(start))
        for pixel in Int(start)..<Int(end.rounded(.up)) {
            let covered = min(Double(pixel + 1), end) - max(Double(pixel), start)
            shares.append(Float(covered / (end - start)))
        }
        starts.append(shares.count)
    }

    /// The two pixels whose centres are beside a place.
    private mutating func addBetween(_ place: Double) {
        let first = Int(place), share = Float(place - Double(first))
        firsts.append(first)
        shares += share > 0 ? [1 - share, share] : [1]
        starts.append(shares.count)
    }

    /// Row `y` of the new size, from rows of bytes.
    func mix(_ y: Int, of pixels: UnsafeBufferPointer<UInt8>, into row: UnsafeMutableBufferPointer<Float>) {
        for (number, tap) in (starts[y]..<starts[y + 1]).enumerated() {
            let share = shares[tap], start = (firsts[y] + number) * row.count
            let source = UnsafeBufferPointer(rebasing: pixels[start..<start + row.count])
            if number == 0 {
                for i in 0..<row.count { row[i] = share * Float(source[i]) }
            } else {
                for i in 0..<row.count { row[i] += share * Float(source[i]) }
            }
        }
    }

    /// All pixels of a row of the new size, rounded.
    func mixPixels(of row: UnsafeBufferPointer<Float>, into result: UnsafeMutableBufferPointer<UInt8>) {
        for x in firsts.indices {
            var red: Float = 0, green: Float = 0, blue: Float = 0, place = 3 * firsts[x]
            for tap in starts[x]..<starts[x + 1] {
                let share = shares[tap]
                red += share * row[place]
                green += share * row[place + 1]
                blue += share * row[place + 2]
                place += 3
            }
            result[3 * x] = Taps.byte(red)
            result[3 * x + 1] = Taps.byte(green)
            result[3 * x + 2] = Taps.byte(blue)
        }
    }

    private static func byte(_ value: Float) -> UInt8 { UInt8(min(max(value + 0.5, 0), 255)) }
}
