extension OverlayClass {
    /// So many classes without names whose colours are easily told apart: those that follow each other have hues far
    /// from each other (each is turned by the golden angle), and however many there are, the first stay the same.
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
