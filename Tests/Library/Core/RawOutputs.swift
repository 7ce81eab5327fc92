import CPanSECB
import PanSECB
import Predictions

extension RawOutputs {
    /// Equal bits; unlike `==` also for NaN and for zeros of different signs.
    func isIdentical(to other: RawOutputs) -> Bool {
        semantic.map(\.bitPattern) == other.semantic.map(\.bitPattern)
            && instance.map(\.bitPattern) == other.instance.map(\.bitPattern)
    }
}

extension Session {
    func outputs(_ image: TestImage) throws -> RawOutputs {
        let pixels = image.width * image.height, architecture = model.architecture
        // What is not written stays NaN, which equals nothing.
        var outputs = RawOutputs(
            width: image.width, height: image.height,
            semantic: [Float](repeating: .nan, count: architecture.semanticChannels * pixels),
            instance: [Float](repeating: .nan, count: architecture.instanceChannels * pixels))
        try outputs.semantic.withUnsafeMutableBufferPointer { semantic in
            try outputs.instance.withUnsafeMutableBufferPointer { instance in
                try image.withImage { image in
                    try forward(
                        image, semantic: semantic.isEmpty ? nil : semantic.baseAddress,
                        instance: instance.isEmpty ? nil : instance.baseAddress)
                }
            }
        }
        return outputs
    }
}
