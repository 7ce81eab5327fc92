import CPanSECB
import PanSECB

/// Proves a conversion: runs the weight file through the library and compares with what PyTorch computed.
public struct ConversionCheck: Encodable, Sendable {
    /// `f32` or `f16`.
    public let precision: String
    /// Largest ratio of error to magnitude that passes.
    public let tolerance: Float
    public let outputs: [OutputComparison]

    /// Differences of 32-bit arithmetic are some millionths. Rounding each weight to half precision changes it by up to
    /// a two-thousandth and the outputs by some thousandths; a wrong conversion shows as tenths.
    public static func tolerance(_ precision: WeightPrecision) -> Float { precision == .float32 ? 1e-4 : 1e-2 }

    /// Fails where the library can't load the file or run the image.
    /// - Parameter weightFile: the bytes of the weight file.
    public init(weightFile: [UInt8], precision: WeightPrecision, against reference: ReferenceOutputs) throws {
        let (semantic, instance) = try ConversionCheck.forward(weightFile, reference)
        self.precision = precision.name
        tolerance = ConversionCheck.tolerance(precision)
        let pairs = [("semantic", reference.semantic, semantic), ("instance", reference.instance, instance)]
        outputs = pairs.compactMap { name, expected, computed in
            expected.map { OutputComparison(output: name, expected: $0, computed: computed) }
        }
    }

    public var passes: Bool { outputs.allSatisfy { $0.ratio <= tolerance } }

    /// Why the conversion is not good, or nil if it is.
    public var refusal: CheckpointError? {
        guard !passes else { return nil }
        return CheckpointError(
            .outputsDiffer,
            "the converted network (\(precision)) computes something else than PyTorch: "
                + "the limit is \(tolerance) of the largest value, and "
                + outputs.map(\.description).joined(separator: "; "),
            fix:
                "The outputs must come from this very checkpoint, with model.eval(), in 32 bits, "
                + "of an image of 0 ... 1, "
                + "as docs/converting.md shows")
    }

    /// The network's outputs; empty where it lacks one.
    private static func forward(
        _ weightFile: [UInt8], _ reference: ReferenceOutputs
    ) throws -> (semantic: [Float], instance: [Float]) {
        let model = try weightFile.withUnsafeBytes { try Model.load(bytes: $0, cpu: CPU.precise) }
        let session = try Session.make(model: model, maxWidth: reference.width, maxHeight: reference.height, threads: 0)
        var semantic = [Float](repeating: 0, count: reference.semantic?.count ?? 0)
        var instance = [Float](repeating: 0, count: reference.instance?.count ?? 0)
        try reference.image.withUnsafeBufferPointer { pixels in
            try semantic.withUnsafeMutableBufferPointer { semantic in
                try instance.withUnsafeMutableBufferPointer { instance in
                    try session.forward(
                        pansecb_image_planar(pixels.baseAddress, UInt32(reference.width), UInt32(reference.height)),
                        semantic: semantic.isEmpty ? nil : semantic.baseAddress,
                        instance: instance.isEmpty ? nil : instance.baseAddress)
                }
            }
        }
        return (semantic, instance)
    }
}
