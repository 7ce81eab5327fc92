import Checkpoints
import PanSECB

extension TrainableNetwork {
    /// The network as it is to be used, as a weight file's content.
    func converted(_ coding: ClassCoding, _ average: MovingAverage?) throws -> ConvertedModel {
        var tensors: [SafetensorsWriter.Tensor] = []
        func add(_ block: UnsafePointer<Float>) {
            for parameter in store.parameters {
                tensors.append(
                    .init(name: parameter.name, shape: parameter.shape, values: parameter.exported(from: block)))
            }
        }
        if let average {
            average.values.withUnsafeBufferPointer { if let start = $0.baseAddress { add(start) } }
        } else {
            add(store.values)
        }
        for (number, statistic) in statistics.enumerated() {
            tensors.append(
                .init(
                    name: statistic.name, shape: [statistic.values.count],
                    values: average?.statistics[number] ?? statistic.values))
        }
        let checkpoint = try Checkpoint(file: "training", bytes: try SafetensorsWriter.encode(tensors))
        return ConvertedModel(
            architecture: architecture, table: coding.table, tensors: try Conversion(checkpoint).weights())
    }
}
