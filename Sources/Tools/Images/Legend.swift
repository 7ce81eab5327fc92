import Foundation

/// One class in the legend.
struct LegendEntry {
    var name: String
    /// How much there is of it.
    var amount: String
    /// The same where room is scarce.
    var shortAmount: String
    /// The class's colour, or some of its objects'.
    var colours: [Colour]
}

extension Overlay {
    /// The classes that occur: those with objects first, each group from the largest to the smallest.
    static func legendEntries(
        _ regions: Regions, _ segments: [OverlaySegment], _ classes: [OverlayClass], _ colours: [Colour]
    ) -> [LegendEntry] {
        struct Total {
            var area = 0
            var objects: [Int] = []
        }
        var totals = [Total](repeating: Total(), count: classes.count)
        for (i, segment) in segments.enumerated() where regions.areas[i] > 0 {
            totals[segment.classIndex].area += regions.areas[i]
            if segment.isThing { totals[segment.classIndex].objects.append(i) }
        }
        func rank(_ index: Int) -> (Int, Int, Int) {
            (totals[index].objects.isEmpty ? 1 : 0, -totals[index].area, index)
        }
        return totals.indices.filter { totals[$0].area > 0 }.sorted { rank($0) < rank($1) }.map { index in
            let entry = classes[index], total = totals[index]
            let own = Colour(Float(entry.red), Float(entry.green), Float(entry.blue))
            let count = total.objects.count
            if count > 0 {
                return LegendEntry(
                    name: entry.name, amount: count == 1 ? "1 object" : "\(count) objects", shortAmount: "\(count)",
                    colours: total.objects.prefix(3).map { colours[$0] })
            }
            let share = percent(total.area, of: regions.map.count)
            return LegendEntry(name: entry.name, amount: share, shortAmount: share, colours: [own])
        }
    }

    /// The picture with the legend below it, in as many columns as fit.
    static func withLegend(_ picture: Picture, _ entries: [LegendEntry], _ style: Style) -> Picture {
        let size = style.textSize
        let margin = Int(size), line = Int((size * 1.75).rounded())
        let room = picture.width - 2 * margin
        guard !entries.isEmpty, Float(room) >= size * 6 else { return picture }

        var entries = entries
        var widest = entries.map { LegendEntry.width($0, size) }.max() ?? 0
        if widest > Float(room) {
            for i in entries.indices { entries[i].amount = entries[i].shortAmount }
            widest = entries.map { LegendEntry.width($0, size) }.max() ?? 0
        }
        let most = max(1, room / max(1, Int((widest + size * 2).rounded(.up))))
        let rows = (entries.count + most - 1) / most
        let columns = (entries.count + rows - 1) / rows
        let column = columns == 1 ? room : min(room / columns, Int((widest + size * 3).rounded(.up)))

        let height = rows * line + margin
        guard let panel = picture.extended(by: height) else { return picture }
        var canvas = Canvas(panel)
        for (i, entry) in entries.enumerated() {
            let box = Box(
                x: margin + i / rows * column, y: picture.height + margin / 2 + i % rows * line, width: column,
                height: line)
            canvas.draw(entry, in: box, size)
        }
        return canvas.picture
    }

    private static func percent(_ part: Int, of whole: Int) -> String {
        let value = 100 * Double(part) / Double(max(whole, 1))
        if value < 0.1 { return "<0.1 %" }
        return String(format: value < 10 ? "%.1f %%" : "%.0f %%", value)
    }
}

extension Picture {
    /// With a dark panel of that height below it; nil where that would be too high.
    func extended(by height: Int) -> Picture? {
        guard self.height + height <= Picture.maxSide else { return nil }
        let panel: [UInt8] = [27, 30, 36]
        var pixels = pixels
        pixels.reserveCapacity(pixels.count + width * height * 3)
        for _ in 0..<width * height { pixels += panel }
        return Picture(width, self.height + height, pixels)
    }
}

extension LegendEntry {
    fileprivate static func swatch(_ size: Float) -> Int { Int((size * 1.6).rounded()) }

    fileprivate static func width(_ entry: LegendEntry, _ size: Float) -> Float {
        let text = Font.shared.width(of: entry.name, size: size) + Font.shared.width(of: entry.amount, size: size)
        return Float(swatch(size)) + size * 1.2 + text
    }
}

extension Canvas {
    fileprivate mutating func draw(_ entry: LegendEntry, in box: Box, _ size: Float) {
        let height = Int(size.rounded())
        let swatch = Box(
            x: box.x, y: box.y + (box.height - height) / 2, width: LegendEntry.swatch(size), height: height)
        fill(swatch.grown(1), radius: size * 0.25 + 1, .white, opacity: 0.35)
        for (i, colour) in entry.colours.enumerated() {
            let start = swatch.width * i / entry.colours.count, end = swatch.width * (i + 1) / entry.colours.count
            let part = Box(x: swatch.x + start, y: swatch.y, width: end - start, height: swatch.height)
            fill(part, radius: entry.colours.count == 1 ? size * 0.25 : 0, colour)
        }
        let baseline = box.y + Int(((Float(box.height) + FontData.capitalHeight * size / FontData.em) / 2).rounded())
        let start = Float(swatch.maxX) + size * 0.6
        let amount = Font.shared.width(of: entry.amount, size: size)
        let name = Font.shared.shortened(
            entry.name, size: size, room: Float(box.maxX) - start - amount - size * 0.6)
        draw(name, x: start, baseline: baseline, size: size, .white, opacity: 0.95)
        draw(
            entry.amount, x: start + Font.shared.width(of: name, size: size) + size * 0.6, baseline: baseline,
            size: size,
            .white, opacity: 0.55)
    }
}
