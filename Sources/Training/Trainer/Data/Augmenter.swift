import PanSECB

/// Cuts a crop out of a labelled picture: scaled, mirrored, its colours changed. What happens is a function of the
/// random numbers.
public struct Augmenter: Sendable {
    let settings: TrainingConfiguration.Augmentation
    let height: Int, width: Int

    /// - Parameters:
    ///   - height, width: of the crop.
    public init(_ settings: TrainingConfiguration.Augmentation, height: Int, width: Int) {
        self.settings = settings
        self.height = height
        self.width = width
    }

    /// A picture with the id of each pixel.
    public struct Labelled: Sendable {
        public var width: Int, height: Int
        public var pixels: [UInt8]
        public var ids: [UInt16]

        public init(width: Int, height: Int, pixels: [UInt8], ids: [UInt16]) {
            self.width = width
            self.height = height
            self.pixels = pixels
            self.ids = ids
        }
    }

    public func crop(_ source: Labelled, _ random: inout RandomNumbers) -> Labelled {
        let smallest = max(
            settings.scale[0], Double(height) / Double(source.height), Double(width) / Double(source.width))
        let scale = random.uniform(smallest...max(smallest, settings.scale[1]))
        let scaledWidth = max(width, Int((Double(source.width) * scale).rounded()))
        let scaledHeight = max(height, Int((Double(source.height) * scale).rounded()))
        var x0 = random.below(scaledWidth - width + 1), y0 = random.below(scaledHeight - height + 1)
        if settings.onObject > 0 {
            let wanted = random.uniform() < settings.onObject, pixel = objectPixel(source, &random)
            if wanted, let pixel {
                let x = Int(Double(pixel % source.width) * scale), y = Int(Double(pixel / source.width) * scale)
                x0 = min(max(x - random.below(width), 0), scaledWidth - width)
                y0 = min(max(y - random.below(height), 0), scaledHeight - height)
            }
        }
        let isMirrored = random.uniform() < settings.flip
        var result = sample(
            source, x0: x0, y0: y0, scaledWidth: scaledWidth, scaledHeight: scaledHeight, isMirrored: isMirrored)
        Lighting(settings, &random).change(&result)
        return result
    }

    /// A pixel of an object, each object with the same chance; nil where there is none.
    private func objectPixel(_ source: Labelled, _ random: inout RandomNumbers) -> Int? {
        var firsts: [UInt16: Int] = [:]
        for (pixel, id) in source.ids.enumerated() where PanopticID(id).isObject && firsts[id] == nil {
            firsts[id] = pixel
        }
        let choice = random.next()
        guard !firsts.isEmpty else { return nil }
        let ids = firsts.keys.sorted()
        return firsts[ids[Int(choice % UInt64(ids.count))]]
    }

    /// Bilinear for colours, the nearest pixel for ids; centres of pixels correspond.
    private func sample(
        _ source: Labelled, x0: Int, y0: Int, scaledWidth: Int, scaledHeight: Int, isMirrored: Bool
    ) -> Labelled {
        let columns = (0..<width).map { x in
            Position(x0 + (isMirrored ? width - 1 - x : x), of: scaledWidth, in: source.width)
        }
        var pixels = [UInt8](repeating: 0, count: 3 * width * height),
            ids = [UInt16](repeating: 0, count: width * height)
        source.pixels.withUnsafeBufferPointer { input in
            for y in 0..<height {
                let row = Position(y0 + y, of: scaledHeight, in: source.height)
                let top = row.first * source.width, bottom = row.second * source.width,
                    nearest = row.nearest * source.width
                for x in 0..<width {
                    let column = columns[x], target = y * width + x
                    ids[target] = source.ids[nearest + column.nearest]
                    let (a, b) = (3 * (top + column.first), 3 * (top + column.second))
                    let (c, d) = (3 * (bottom + column.first), 3 * (bottom + column.second))
                    for channel in 0..<3 {
                        let upper =
                            Float(input[a + channel]) * (1 - column.share) + Float(input[b + channel]) * column.share
                        let lower =
                            Float(input[c + channel]) * (1 - column.share) + Float(input[d + channel]) * column.share
                        pixels[3 * target + channel] = UInt8(upper * (1 - row.share) + lower * row.share + 0.5)
                    }
                }
            }
        }
        return Labelled(width: width, height: height, pixels: pixels, ids: ids)
    }

    /// Where a pixel of a scaled line lies in the line itself.
    private struct Position {
        let first: Int, second: Int, nearest: Int
        let share: Float

        init(_ pixel: Int, of scaled: Int, in length: Int) {
            let exact = (Double(pixel) + 0.5) * Double(length) / Double(scaled) - 0.5
            let bounded = min(max(exact, 0), Double(length - 1))
            first = Int(bounded)
            second = min(first + 1, length - 1)
            share = Float(bounded - Double(first))
            nearest = min(max(Int((exact + 0.5).rounded(.down)), 0), length - 1)
        }
    }
}
