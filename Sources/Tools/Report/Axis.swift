import Foundation

/// Where numbers stand along one side of a chart, and which of them are written there.
struct Axis {
    private let low: Double
    private let high: Double
    private let isLogarithmic: Bool
    let ticks: [Double]

    /// From a round number to a round number, with some between them.
    init(_ lowest: Double, _ highest: Double) {
        // A single number stands in the middle.
        let margin = highest > lowest ? 0 : max(abs(highest) * 0.1, 0.1)
        let span = max(highest - lowest, 2 * margin), rough = span / 4
        let unit = pow(10, log10(rough).rounded(.down))
        let step = [1, 2, 2.5, 5, 10].map { $0 * unit }.first { $0 >= rough * 0.999 } ?? unit
        low = ((lowest - margin) / step + 1e-9).rounded(.down) * step
        high = ((highest + margin) / step - 1e-9).rounded(.up) * step
        isLogarithmic = false
        let count = min(max(Int(((high - low) / step).rounded()), 1), 20), origin = low
        ticks = (0...count).map { origin + Double($0) * step }
    }

    /// From the first to the last of the values, in order; as powers where they grow like them. Written are the values,
    /// or every other ...
    init(values: [Double]) {
        guard let first = values.first, let last = values.last, first < last else {
            self.init(values.first ?? 0, values.first ?? 0)
            return
        }
        let every = (values.count + 8) / 9
        self.init(
            low: first, high: last, isLogarithmic: first > 0 && last >= 8 * first,
            ticks: values.indices.filter { $0 % every == 0 }.map { values[$0] })
    }

    private init(low: Double, high: Double, isLogarithmic: Bool, ticks: [Double]) {
        self.low = low
        self.high = high
        self.isLogarithmic = isLogarithmic
        self.ticks = ticks
    }

    func contains(_ value: Double) -> Bool { value >= low && value <= high }

    /// 0 ... 1.
    func place(_ value: Double) -> Double {
        isLogarithmic ? log(value / low) / log(high / low) : (value - low) / (high - low)
    }
}
