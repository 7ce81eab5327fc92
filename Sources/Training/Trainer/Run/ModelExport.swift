import Checkpoints
import PanSECB

extension TrainableNetwork {
    /// The network as it is to be used, as a weight file's content.
    func converted(_ coding: ClassCoding, _ average: MovingAverage?) throws -> ConvertedModel {
        var tensors: [String: (shape: [Int], values: [Float])] = [:]
        func add(_ block: UnsafePointer<Float>) {
            for parameter in store.parameters {
                tensors[parameter.name] = (parameter.shape, parameter.exported(from: block))
            }
        }
        if let average {
            average.values.withUnsafeBufferPointer { if let start = $0.baseAddress { add(start) } }
        } else {
            add(store.values)
        }
        for (number, statistic) in statistics.enumerated() {
            tensors[statistic.name] = ([statistic.values.count], average?.statistics[number] ?? statistic.values)
        }
        return try ConvertedModel(architecture: architecture, table: coding.table, folding: tensors)
    }
}
