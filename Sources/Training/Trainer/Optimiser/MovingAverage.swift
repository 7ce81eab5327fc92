/// Moving average of a network's parameters and running statistics, which often does better than the last step's.
final class MovingAverage {
    /// Share of the old average that stays.
    let share: Double
    var values: [Float]
    var statistics: [[Float]]

    /// Begins with the network as it is.
    init(share: Double, _ network: TrainableNetwork) {
        self.share = share
        values = Array(UnsafeBufferPointer(start: network.store.values, count: network.store.count))
        statistics = network.statistics.map(\.values)
    }

    /// To be called after each step; `step` counts from 1. The first steps count for more, since the average has
    /// nothing to go by.
    func update(_ network: TrainableNetwork, step: Int) {
        let kept = Float(min(share, Double(1 + step) / Double(10 + step)))
        values.withUnsafeMutableBufferPointer { average in
            for i in average.indices {
                average[i] = network.store.values[i] + (average[i] - network.store.values[i]) * kept
            }
        }
        for (number, statistic) in network.statistics.enumerated() {
            for i in statistic.values.indices {
                statistics[number][i] = statistic.values[i] + (statistics[number][i] - statistic.values[i]) * kept
            }
        }
    }
}
