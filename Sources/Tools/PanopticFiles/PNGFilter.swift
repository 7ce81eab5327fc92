/// The filters of PNG: how bytes of a row are written as differences from their neighbours.
enum PNGFilter {
    /// Turns differences into the bytes themselves; false for an unknown filter.
    /// - Parameters:
    ///   - above: the row above.
    ///   - zeros: as many zeros as a row has bytes.
    ///   - step: bytes of a pixel, 3 or 4.
    static func undo(
        _ filter: UInt8, _ row: UnsafeMutablePointer<UInt8>, above: UnsafePointer<UInt8>, zeros: UnsafePointer<UInt8>,
        count: Int, step: Int
    ) -> Bool {
        switch filter {
        case 0: break
        // Among zeros, the prediction of Paeth is the left neighbour.
        case 1: undoPaeth(row, above: zeros, count: count, step: step)
        case 2: for i in 0..<count { row[i] &+= above[i] }
        case 3: undoAverage(row, above: above, count: count, step: step)
        case 4: undoPaeth(row, above: above, count: count, step: step)
        default: return false
        }
        return true
    }

    private static func undoAverage(
        _ row: UnsafeMutablePointer<UInt8>, above: UnsafePointer<UInt8>, count: Int, step: Int
    ) {
        for i in 0..<count {
            let left = i < step ? 0 : UInt16(row[i - step])
            row[i] &+= UInt8(truncatingIfNeeded: (left + UInt16(above[i])) / 2)
        }
    }

    private static func undoPaeth(
        _ row: UnsafeMutablePointer<UInt8>, above: UnsafePointer<UInt8>, count: Int, step: Int
    ) {
        for i in 0..<step { row[i] &+= above[i] }
        var i = step
        while i < count {
            // Most of a map: all differences are zero and the row above is one colour. Then the pixel repeats.
            if i + 24 <= count, isZero(row + i), isEqual(above + i, above + i - step) {
                extend(row + i, step: step)
                i += 24
                continue
            }
            for _ in 0..<step {
                row[i] &+= paeth(left: row[i - step], above: above[i], diagonal: above[i - step])
                i += 1
            }
        }
    }

    /// The neighbour that is nearest to left + above - diagonal; of equally near ones the first.
    private static func paeth(left: UInt8, above: UInt8, diagonal: UInt8) -> UInt8 {
        let a = Int32(left), b = Int32(above), c = Int32(diagonal)
        let toLeft = abs(b - c), toAbove = abs(a - c), toDiagonal = abs(a + b - 2 * c)
        if toLeft <= toAbove && toLeft <= toDiagonal { return left }
        return toAbove <= toDiagonal ? above : diagonal
    }

    // MARK: - 24 bytes: 8 pixels of 3, or 6 of 4

    private static func word(_ bytes: UnsafePointer<UInt8>, _ number: Int) -> UInt64 {
        UnsafeRawPointer(bytes).loadUnaligned(fromByteOffset: 8 * number, as: UInt64.self)
    }

    private static func isZero(_ bytes: UnsafePointer<UInt8>) -> Bool {
        word(bytes, 0) | word(bytes, 1) | word(bytes, 2) == 0
    }

    private static func isEqual(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>) -> Bool {
        (word(a, 0) ^ word(b, 0)) | (word(a, 1) ^ word(b, 1)) | (word(a, 2) ^ word(b, 2)) == 0
    }

    /// Repeats the pixel on the left.
    private static func extend(_ bytes: UnsafeMutablePointer<UInt8>, step: Int) {
        let left = bytes - step, memory = UnsafeMutableRawPointer(bytes)
        var pixel: UInt64 = 0
        for i in 0..<step { pixel |= UInt64(left[i]) << UInt64(8 * i) }
        // Little endian, whatever the machine is.
        func store(_ word: UInt64, _ number: Int) {
            memory.storeBytes(of: word.littleEndian, toByteOffset: 8 * number, as: UInt64.self)
        }
        if step == 3 {
            store(pixel | pixel << 24 | pixel << 48, 0)
            store(pixel >> 16 | pixel << 8 | pixel << 32 | pixel << 56, 1)
            store(pixel >> 8 | pixel << 16 | pixel << 40, 2)
        } else {
            for number in 0..<3 { store(pixel | pixel << 32, number) }
        }
    }
}
