import GoldenFiles

extension Safetensors {
    /// The file of `Tests/Golden/data/training`.
    static func training(_ name: String) throws -> Safetensors {
        guard let url = goldenFiles("training").first(where: { $0.deletingPathExtension().lastPathComponent == name })
        else {
            throw FixtureError("there is no fixture \(name)")
        }
        return try Safetensors(url)
    }

    func text(_ key: String) throws -> String {
        guard let text = metadata[key] else { throw FixtureError("there is no \(key)") }
        return text
    }

    func number<Number: LosslessStringConvertible>(_ key: String) throws -> Number {
        guard let number = Number(try text(key)) else { throw FixtureError("\(key) is \(try text(key))") }
        return number
    }

    func array(_ name: String) throws -> [Float] {
        guard let values = floats(name) else { throw FixtureError("there is no tensor \(name)") }
        return values
    }
}

/// The losses of a batch, by the names of `Tests/Golden/make/training_reference.py`. All but the first three are before
/// weighting.
struct FixtureLosses {
    /// What is minimised: cross entropy + embedding.
    let total: Float
    let crossEntropy: Float
    /// The weighted sum of the next three.
    let embedding: Float
    let lovasz: Float
    let variance: Float
    let seed: Float
    /// Mean IoU of objects with their Gaussians above 0.5.
    let iou: Float

    /// - Parameter values: in the order of the fixtures.
    init(_ values: some Sequence<Float>) throws {
        let values = Array(values)
        guard values.count == 7 else { throw FixtureError("there are \(values.count) losses") }
        (total, crossEntropy, embedding, lovasz) = (values[0], values[1], values[2], values[3])
        (variance, seed, iou) = (values[4], values[5], values[6])
    }
}
