import Foundation
import Testing

/// Large tensors in little room, as `Tests/Golden/digest.py` writes them: some elements at positions chosen by hashing, largest magnitude,
/// sum, norm.
struct TensorDigest {
    struct Entry {
        let name: String
        let count: Int
        let samples: [Float]
        /// What differences are shares of.
        let scale: Float
        let sum: Float, norm: Float
    }

    let entries: [Entry]
    private let limit: Int

    init(_ file: Safetensors, _ key: String) throws {
        limit = try #require(file.metadata["\(key).limit"].flatMap { Int($0) })
        let samples = try #require(file.floats("\(key).samples")), summary = try #require(file.floats("\(key).summary"))
        var entries: [Entry] = [], first = 0
        for (number, line) in try #require(file.metadata[key]).split(separator: "\n").enumerated() {
            let words = line.split(separator: " "), count = words.count > 1 ? words[1].split(separator: "x").compactMap { Int($0) }.reduce(1, *) : 1
            let kept = min(count, limit)
            entries.append(
                Entry(
                    name: String(words[0]), count: count, samples: Array(samples[first..<first + kept]), scale: summary[4 * number + 3],
                    sum: summary[4 * number + 1], norm: summary[4 * number + 2]))
            first += kept
        }
        self.entries = entries
    }

    /// The largest difference from `values`, as a share of the entry's scale; infinity where the number of values is another.
    func difference(_ entry: Entry, _ values: [Float]) -> Float {
        guard values.count == entry.count else { return .infinity }
        let noise = HashNoise("digest")
        var worst: Float = 0
        for (i, expected) in entry.samples.enumerated() {
            let found = values[entry.count <= limit ? i : Int(noise[i]) % entry.count]
            worst = max(worst, found.isNaN ? .infinity : abs(found - expected))
        }
        // The norm tells of elements that are not kept.
        let norm = Float(values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot())
        worst = max(worst, abs(norm - entry.norm) / Float(entry.count).squareRoot())
        return worst / max(entry.scale, .leastNormalMagnitude)
    }
}

enum TrainingGolden {
    static func file(_ name: String) throws -> Safetensors {
        try Safetensors(URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../Golden/data/training/\(name).safetensors"))
    }
}
