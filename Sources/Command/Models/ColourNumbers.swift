import ArgumentParser

/// A number for each of red, green and blue: 0.229,0.224,0.225 or 1/255,1/255,1/255.
struct ColourNumbers: ExpressibleByArgument {
    let values: [Double]

    init?(argument: String) {
        let values = argument.split(separator: ",", omittingEmptySubsequences: false).map(ColourNumbers.number)
        guard values.count == 3, values.allSatisfy({ $0 != nil }) else { return nil }
        self.values = values.compactMap { $0 }
    }

    /// A number, or a fraction of two.
    private static func number(_ text: Substring) -> Double? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Double($0) }
        guard (1...2).contains(parts.count), let top = parts[0], let bottom = parts.count == 2 ? parts[1] : 1 else {
            return nil
        }
        let value = top / bottom
        return value.isFinite ? value : nil
    }
}
