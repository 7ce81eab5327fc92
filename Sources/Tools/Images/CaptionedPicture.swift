/// A colour and what it means.
public struct ColourCaption: Equatable, Sendable {
    public var name: String
    /// How much there is of it; may be empty.
    public var amount: String
    public var red: UInt8
    public var green: UInt8
    public var blue: UInt8

    public init(name: String, amount: String = "", red: UInt8, green: UInt8, blue: UInt8) {
        self.name = name
        self.amount = amount
        self.red = red
        self.green = green
        self.blue = blue
    }
}

extension Picture {
    /// With a legend below it, as overlays have, which makes the picture higher; pictures too narrow for text have
    /// none.
    public func captioned(_ captions: [ColourCaption]) -> Picture {
        let entries = captions.map {
            LegendEntry(
                name: $0.name, amount: $0.amount, shortAmount: $0.amount,
                colours: [Colour(Float($0.red), Float($0.green), Float($0.blue))])
        }
        return Overlay.withLegend(self, entries, Style(width: width, height: height))
    }
}
