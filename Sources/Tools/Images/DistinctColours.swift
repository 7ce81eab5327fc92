extension OverlayClass {
    /// `count` classes without names, in colours that are easily told apart: the hue turns by the golden angle from
    /// one to the next, so that neighbours differ and a larger count keeps the first colours.
    public static func distinct(_ count: Int) -> [OverlayClass] {
        (0..<count).map { i in
            let colour = Perceived(
                lightness: [0.70, 0.60, 0.78][i % 3], chroma: 0.16, hue: Float(i) * 2.3999632 + 0.5
            ).colour
            return OverlayClass(
                name: "", red: UInt8(colour.red.rounded()), green: UInt8(colour.green.rounded()),
                blue: UInt8(colour.blue.rounded()))
        }
    }
}
