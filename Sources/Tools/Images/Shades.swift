extension Overlay {
    /// The colour of every segment: its class's, and for objects a shade of it unlike those of near objects of the
    /// class.
    static func segmentColours(_ segments: [OverlaySegment], _ regions: Regions, _ classes: [OverlayClass]) -> [Colour]
    {
        var colours = segments.map { segment in
            let entry = classes[segment.classIndex]
            return Colour(Float(entry.red), Float(entry.green), Float(entry.blue))
        }
        let objects = segments.indices.filter { segments[$0].isThing && regions.areas[$0] > 0 }
        for (_, group) in Dictionary(grouping: objects, by: { segments[$0].classIndex }) {
            let shades = shades(of: colours[group[0]])
            for (object, shade) in zip(group, spread(group.map { regions.boxes[$0] })) {
                colours[object] = shades[shade]
            }
        }
        return colours
    }

    private static let shadeCount = 8

    /// Shades around a class's colour that show on a photograph: never as dark as some class colours are, and told
    /// apart by hue and lightness together.
    private static func shades(of colour: Colour) -> [Colour] {
        let turns: [Float] = [0, 34, -34, 17, -17, 46, -46, 0]  // degrees
        let lights: [Float] = [0, 0.09, -0.02, -0.10, 0.15, 0.01, 0.08, 0.20]
        let base = Perceived(colour)
        let isGrey = base.chroma < 0.03
        let lightness = min(max(base.lightness, 0.58), 0.72)
        let chroma = isGrey ? base.chroma : min(max(base.chroma, 0.12), 0.2)
        return (0..<shadeCount).map { k in
            Perceived(
                lightness: lightness + lights[k] * (isGrey ? 1.6 : 1), chroma: chroma,
                hue: base.hue + turns[k] * .pi / 180
            ).colour
        }
    }

    /// Numbers of shades such that equal ones lie far from each other: each object takes the shade whose nearest user
    /// is farthest away; among equals the first.
    private static func spread(_ boxes: [Box]) -> [Int] {
        var chosen: [Int] = []
        for (i, box) in boxes.enumerated() {
            var nearest = [Int](repeating: .max, count: shadeCount)
            for j in max(0, i - 256)..<i {  // more would take long and show no more
                nearest[chosen[j]] = min(nearest[chosen[j]], gap(box, boxes[j]))
            }
            let farthest = nearest.max() ?? 0
            chosen.append(nearest.firstIndex(of: farthest) ?? 0)
        }
        return chosen
    }

    /// Pixels between two boxes; 0 where they touch.
    private static func gap(_ a: Box, _ b: Box) -> Int {
        max(0, a.x - b.maxX, b.x - a.maxX) + max(0, a.y - b.maxY, b.y - a.maxY)
    }
}
