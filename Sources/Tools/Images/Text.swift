import Foundation

/// Glyphs of every printable ASCII character, from the atlas in FontData.
struct Font {
    static let shared = Font()

    private let atlas: LabelMap8?
    /// Left edge of each glyph's cell in the atlas, and the end of the last.
    private let edges: [Int]

    private init() {
        let bytes = Data(base64Encoded: FontData.atlas, options: .ignoreUnknownCharacters) ?? Data()
        var edges = [0]
        for advance in FontData.advances {
            edges.append(edges[edges.count - 1] + Int(advance + 0.5) + 2 * FontData.margin)
        }
        let atlas = try? LabelMap8(decoding: [UInt8](bytes))
        self.atlas = atlas?.width == edges.last ? atlas : nil
        self.edges = edges
    }

    /// What is not ASCII is shown as a question mark.
    func glyphs(of text: String) -> [Int] {
        text.map { character in
            guard let code = character.asciiValue, code >= 32, code < 127 else { return Int(UInt8(ascii: "?")) - 32 }
            return Int(code) - 32
        }
    }

    /// Width of a text in pixels, at `size` pixels an em.
    func width(of text: String, size: Float) -> Float {
        glyphs(of: text).reduce(0) { $0 + FontData.advances[$1] } * size / FontData.em
    }

    /// The text itself, or as much of it as there is room for with dots at the end.
    func shortened(_ text: String, size: Float, room: Float) -> String {
        guard width(of: text, size: size) > room else { return text }
        var start = text
        while !start.isEmpty, width(of: start + "..", size: size) > room { start.removeLast() }
        return start.isEmpty ? "" : start + ".."
    }

    /// Calls `paint` with the columns and rows of a glyph's pixels and how much the glyph covers of each, for a glyph
    /// whose pen position is `x` and whose base line is `baseline`.
    func render(glyph: Int, x: Float, baseline: Int, size: Float, paint: (Int, Int, Float) -> Void) {
        guard let atlas else { return }
        let scale = FontData.em / size
        let left = edges[glyph], right = edges[glyph + 1]
        // Shrinking averages over what a pixel covers; enlarging over one pixel of the atlas, which smooths.
        let reach = max(scale, 1) / 2
        let origin = x - Float(FontData.margin) / scale
        let columns = Int(origin.rounded(.down))...Int((origin + Float(right - left) / scale).rounded(.up))
        let top = (Float(baseline) - FontData.ascent / scale).rounded(.down)
        let rows = Int(top)...Int((Float(baseline) + (Float(atlas.height) - FontData.ascent) / scale).rounded(.up))
        for row in rows {
            let v = (Float(row - baseline) + 0.5) * scale + FontData.ascent
            for column in columns {
                let u = (Float(column) + 0.5 - origin) * scale + Float(left)
                let cover = average(
                    atlas, x0: u - reach, x1: u + reach, y0: v - reach, y1: v + reach, within: left..<right)
                if cover > 0 { paint(column, row, cover) }
            }
        }
    }

    /// Mean of the atlas over a rectangle, 0 ... 1; beyond the glyph's cell it is empty.
    private func average(
        _ atlas: LabelMap8, x0: Float, x1: Float, y0: Float, y1: Float, within columns: Range<Int>
    ) -> Float {
        let firstX = max(Int(x0.rounded(.down)), columns.lowerBound),
            endX = min(Int(x1.rounded(.up)), columns.upperBound)
        let firstY = max(Int(y0.rounded(.down)), 0), endY = min(Int(y1.rounded(.up)), atlas.height)
        guard firstX < endX, firstY < endY else { return 0 }
        var sum: Float = 0
        for y in firstY..<endY {
            let tall = min(Float(y + 1), y1) - max(Float(y), y0)
            for x in firstX..<endX {
                let wide = min(Float(x + 1), x1) - max(Float(x), x0)
                sum += Float(atlas.labels[y * atlas.width + x]) * wide * tall
            }
        }
        return sum / (255 * (x1 - x0) * (y1 - y0))
    }
}

extension Canvas {
    /// Draws a line of text whose letters stand on `baseline`.
    mutating func draw(_ text: String, x: Float, baseline: Int, size: Float, _ colour: Colour, opacity: Float = 1) {
        var pen = x
        for glyph in Font.shared.glyphs(of: text) {
            Font.shared.render(glyph: glyph, x: pen, baseline: baseline, size: size) { column, row, cover in
                blend(column, row, colour, cover * opacity)
            }
            pen += FontData.advances[glyph] * size / FontData.em
        }
    }
}
