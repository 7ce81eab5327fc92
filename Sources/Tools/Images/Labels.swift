import Foundation

extension Overlay {
    /// Writes name and score on every object that has room for it, large objects first. A label keeps off other labels
    /// and, as far as it can, off other objects.
    static func drawLabels(
        on canvas: inout Canvas, _ regions: Regions, segments: [OverlaySegment], classes: [OverlayClass],
        colours: [Colour], style: Style
    ) {
        let objects = segments.indices
            .filter { segments[$0].isThing && regions.areas[$0] > 0 }
            .sorted { (regions.areas[$1], $0) < (regions.areas[$0], $1) }
        let things = segments.map(\.isThing)
        var taken: [Box] = []
        for object in objects {
            let segment = segments[object]
            let variants = labels(
                name: classes[segment.classIndex].name, score: segment.score, object: regions.boxes[object], style)
            for label in variants {
                guard let box = place(label, of: object, regions, things: things, taken: taken, style: style) else {
                    continue
                }
                canvas.draw(label, in: box, colours[object])
                taken.append(box.grown(1))
                break
            }
        }
    }
}

/// Text on a coloured plate.
private struct Label {
    var text: String
    var size: Float

    var width: Int { Int((Font.shared.width(of: text, size: size) + size * 0.9).rounded(.up)) }
    var height: Int { Int((size * 1.4).rounded(.up)) }
}

/// What may be written on an object, the best first; nothing on one much smaller than a label.
private func labels(name: String, score: Float, object: Box, _ style: Style) -> [Label] {
    guard !name.isEmpty else { return [] }
    let full = score.isFinite ? name + " " + twoDecimals(score) : name
    let extent = (Float(object.width) * Float(object.height)).squareRoot()
    let small = max(style.textSize * 0.75, 9)
    var result: [Label] = []
    if extent >= 4 * style.textSize { result.append(Label(text: full, size: style.textSize)) }
    if extent >= 2.2 * style.textSize { result.append(Label(text: full, size: small)) }
    if extent >= 1.3 * style.textSize { result.append(Label(text: name, size: small)) }
    return result
}

private func twoDecimals(_ value: Float) -> String {
    String(format: "%.2f", Double(min(max(value, -99), 99)))
}

/// The best free place for a label of an object: above it, else inside at its top, else below; moved sideways where
/// that helps. Nil where every place is taken by labels or lies mostly on other objects.
private func place(
    _ label: Label, of object: Int, _ regions: Regions, things: [Bool], taken: [Box], style: Style
) -> Box? {
    let target = regions.boxes[object]
    let (width, height) = (label.width, label.height)
    guard width <= regions.width, height <= regions.height else { return nil }
    let gap = style.stroke + 1
    let centre = target.x + (target.width - width) / 2
    let rows = [target.y - height - gap, target.y + gap, target.y + (target.height - height) / 2, target.maxY + gap]
    let shift = max(width / 2, target.width / 4)

    var best: Box?
    var lowest: Float = 1
    for (rank, y) in rows.enumerated() {
        for (turn, x) in [centre, centre - shift, centre + shift].enumerated() {
            let box = Box(
                x: min(max(x, 0), regions.width - width), y: min(max(y, 0), regions.height - height),
                width: width, height: height)
            let (own, foreign) = shares(of: object, in: box, regions, things)
            // A plate that hides its object is worse than one beside it.
            let hidden = own * Float(width * height) / Float(regions.areas[object])
            let cost = 0.12 * Float(rank) + 0.1 * Float(min(turn, 1)) + 1.5 * foreign + 0.8 * hidden
            guard cost < lowest, !taken.contains(where: box.intersects) else { continue }
            (best, lowest) = (box, cost)
        }
    }
    return best
}

/// Which parts of a box lie on the object and on other objects.
private func shares(of object: Int, in box: Box, _ regions: Regions, _ things: [Bool]) -> (own: Float, foreign: Float) {
    var own = 0, foreign = 0
    for y in box.y..<box.maxY {
        for x in box.x..<box.maxX {
            let segment = Int(regions.map[y * regions.width + x])
            if segment == object { own += 1 } else if segment >= 0, things[segment] { foreign += 1 }
        }
    }
    let area = Float(box.width * box.height)
    return (Float(own) / area, Float(foreign) / area)
}

extension Canvas {
    fileprivate mutating func draw(_ label: Label, in box: Box, _ colour: Colour) {
        let radius = label.size * 0.3
        fill(box.grown(1), radius: radius + 1, .black, opacity: 0.35)
        fill(box, radius: radius, colour)
        let capital = FontData.capitalHeight * label.size / FontData.em
        let text = Font.shared.width(of: label.text, size: label.size)
        draw(
            label.text, x: Float(box.x) + (Float(box.width) - text) / 2,
            baseline: box.y + Int(((Float(box.height) + capital) / 2).rounded()), size: label.size, colour.ink)
    }
}
