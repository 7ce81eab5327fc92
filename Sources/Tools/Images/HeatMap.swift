import Foundation

/// A picture of numbers: dark violet is low, pale yellow is high, and equal steps look equally large. Numbers beyond
/// the range have the colour of its end; NaN is green.
public enum HeatMap {
    /// Rows from top to bottom, `width * height` numbers. Without a range it goes from the lowest to the highest
    /// number.
    ///
    /// - Parameter scale: below the map the colours with the numbers at their ends, which makes the picture higher.
    ///   Pictures too narrow for text have none.
    ///
    /// Throws where the size is not 1 ... `Picture.maxSide`, or not that of the numbers.
    public static func draw(
        width: Int, height: Int, values: [Float], range: ClosedRange<Float>? = nil, scale: Bool = true
    ) throws -> Picture {
        try checkSize(width, height, count: values.count, each: 1)
        let range = range ?? Self.range(of: values)
        let span = range.upperBound - range.lowerBound
        var pixels = [UInt8]()
        pixels.reserveCapacity(3 * values.count)
        for value in values {
            let place = span > 0 ? (value - range.lowerBound) / span : value.isNaN ? .nan : 0
            let colour = place.isNaN ? notANumber : colours[Int((min(max(place, 0), 1) * 255).rounded())]
            pixels += [colour.red, colour.green, colour.blue].map { UInt8($0.rounded()) }
        }
        let picture = Picture(width, height, pixels)
        return scale ? withScale(picture, range) : picture
    }

    /// Lightness grows evenly, the hue turns from violet over red to yellow; chroma is a little less than screens have
    /// there.
    static let colours: [Colour] = (0...255).map { step in
        let place = Float(step) / 255
        return Perceived(
            lightness: 0.15 + 0.81 * place, chroma: 0.05 + 0.12 * sin(.pi * place) + 0.035 * place,
            hue: (290 + 180 * place) * .pi / 180
        ).colour
    }

    static let notANumber = Colour(0, 255, 140)

    private static func range(of values: [Float]) -> ClosedRange<Float> {
        var lowest = Float.infinity, highest = -Float.infinity
        for value in values where value.isFinite {
            lowest = min(lowest, value)
            highest = max(highest, value)
        }
        return lowest <= highest ? lowest...highest : 0...0
    }

    private static func withScale(_ picture: Picture, _ range: ClosedRange<Float>) -> Picture {
        let size = Style(width: picture.width, height: picture.height).textSize
        let ends = [range.lowerBound, range.upperBound].map { String(format: "%.3g", Double($0)) }
        let widths = ends.map { Int(Font.shared.width(of: $0, size: size).rounded(.up)) }
        let gap = Int(size * 0.6), height = Int(size * 1.9)
        let bar = Box(
            x: widths[0] + 2 * gap, y: picture.height + (height - Int(size)) / 2,
            width: picture.width - widths[0] - widths[1] - 4 * gap, height: Int(size))
        guard bar.width >= Int(2 * size), let panel = picture.extended(by: height) else { return picture }
        var canvas = Canvas(panel)
        for x in 0..<bar.width {
            let colour = colours[x * 255 / (bar.width - 1)]
            canvas.fill(Box(x: bar.x + x, y: bar.y, width: 1, height: bar.height), radius: 0, colour)
        }
        let baseline = bar.y + Int(((Float(bar.height) + FontData.capitalHeight * size / FontData.em) / 2).rounded())
        canvas.draw(ends[0], x: Float(gap), baseline: baseline, size: size, .white, opacity: 0.95)
        canvas.draw(ends[1], x: Float(bar.maxX + gap), baseline: baseline, size: size, .white, opacity: 0.95)
        return canvas.picture
    }
}
