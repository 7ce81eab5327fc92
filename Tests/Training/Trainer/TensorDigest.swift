import GoldenFiles

/// Tensors of a fixture by name: small ones whole, of others some elements, and sums of all.
/// `Tests/Golden/make/digest.py` writes them.
struct TensorDigest {
    /// In the order of the file.
    let names: [String]
    private let tensors: [String: DigestedTensor]

    subscript(name: String) -> DigestedTensor? { tensors[name] }

    /// - Parameter key: what the digest is called in the file, such as `gradients`.
    init(_ file: Safetensors, _ key: String) throws {
        guard let lines = file.metadata[key]?.split(separator: "\n"),
            let limit = file.metadata["\(key).limit"].flatMap({ Int($0) }),
            let samples = file.floats("\(key).samples"), let summary = file.floats("\(key).summary"),
            summary.count == 4 * lines.count
        else { throw FixtureError("there is no digest \(key)") }
        let drift = file.floats("\(key).drift")
        var names: [String] = [], tensors: [String: DigestedTensor] = [:], start = 0
        for (index, line) in lines.enumerated() {
            let words = line.split(separator: " ")
            guard words.count == 2 else { throw FixtureError("\(key) has the line \(line)") }
            let name = String(words[0]), shape = words[1].split(separator: "x").compactMap { Int($0) }
            let indices = TensorDigest.indices(shape.reduce(1, *), limit: limit)
            guard start + indices.count <= samples.count else { throw FixtureError("\(key) ends within \(name)") }
            tensors[name] = DigestedTensor(
                shape: shape, indices: indices, values: Array(samples[start..<start + indices.count]),
                largest: summary[4 * index],
                sum: summary[4 * index + 1], norm: summary[4 * index + 2], scale: summary[4 * index + 3],
                drift: drift.map { .init(kept: $0[3 * index], any: $0[3 * index + 1], whole: $0[3 * index + 2]) })
            names.append(name)
            start += indices.count
        }
        guard start == samples.count else { throw FixtureError("\(key) has samples of no tensor") }
        self.names = names
        self.tensors = tensors
    }

    /// Which elements of a tensor are kept: all, or `limit` of them, chosen by hashing, the same one twice perhaps.
    private static func indices(_ count: Int, limit: Int) -> [Int] {
        if count <= limit { return Array(0..<count) }
        let noise = HashNoise("digest")
        return (0..<limit).map { Int(noise[$0]) % count }
    }
}

/// What a fixture knows of a tensor.
struct DigestedTensor {
    let shape: [Int]
    /// Which elements are kept, and what they are.
    let indices: [Int]
    let values: [Float]
    /// Of all elements: the largest magnitude, the sum, the Euclidean norm.
    let largest: Float
    let sum: Float
    let norm: Float
    /// What differences are shares of: the largest magnitude, or that of the weight to which a bias belongs.
    let scale: Float
    /// How far PyTorch in single precision comes from these numbers, which are those of double precision: a trainer
    /// can't be asked for less.
    let drift: Drift?

    struct Drift {
        /// Largest difference of a kept element, and of any, as shares of the scale.
        let kept: Float
        let any: Float
        /// Root mean square of the differences, as a share of that of the elements (or of a thousandth of the scale, if
        /// that is more).
        let whole: Float
    }

    var count: Int { shape.reduce(1, *) }

    /// The largest difference of a kept element, as a share of the scale; infinite if the count is another or a value
    /// is no number.
    func difference(_ found: [Float]) -> Float {
        guard found.count == count, found.allSatisfy(\.isFinite) else { return .infinity }
        return share(zip(indices, values).reduce(0) { max($0, abs(found[$1.0] - $1.1)) }, of: scale)
    }

    /// The largest difference of the sums, each as a share of what it can be at most: this sees the elements that are
    /// not kept. Like `Drift.whole` it compares the tensor as a whole.
    func summaryDifference(_ found: [Float]) -> Float {
        guard found.count == count, found.allSatisfy(\.isFinite) else { return .infinity }
        let norm = max(Double(norm), Double(scale) / 1000 * Double(count).squareRoot())
        let foundSum = found.reduce(0.0) { $0 + Double($1) }
        let foundNorm = found.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        return max(
            share(Float(abs(foundNorm - Double(self.norm))), of: Float(norm)),
            share(Float(abs(foundSum - Double(sum))), of: Float(norm * Double(count).squareRoot())))
    }

    private func share(_ difference: Float, of scale: Float) -> Float { difference == 0 ? 0 : difference / scale }
}

/// A fixture that is not what its reader expects.
struct FixtureError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
