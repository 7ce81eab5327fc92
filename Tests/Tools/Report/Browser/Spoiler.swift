import Foundation

/// Makes of a truth what a network might: wavy borders, confused classes, missed and made-up objects.
struct Spoiler {
    private var state: UInt64
    private let strength: Double

    /// - Parameter strength: 0: nothing is spoilt ... 1.
    init(seed: UInt64, strength: Double) {
        state = seed
        self.strength = strength
    }

    mutating func spoilt(_ truth: [UInt32], width: Int, height: Int) -> [UInt32] {
        // Cars are taken for trucks, riders for people and so on; some stuff is taken for other stuff in places.
        let likely: [Int: Int] = [26: 27, 25: 24, 27: 28, 33: 32, 8: 7, 12: 11, 13: 11, 22: 8, 17: 11]
        var becomes: [UInt32: UInt32] = [:]
        for id in Set(truth).sorted() where id >= 1000 {
            let label = MadeUpEvaluation.label(id), roll = dice()
            if roll < 0.22 * strength {
                becomes[id] = 11
            } else if roll < 0.34 * strength, let other = likely[label] {
                becomes[id] = UInt32(other) * 1000 + 900 + id % 100
            }
        }
        var map = [UInt32](repeating: 0, count: truth.count)
        let wave = 2.5 * strength * Double(height) / 256, phase = 6 * dice()
        for y in 0..<height {
            for x in 0..<width {
                let column = x + Int(wave * sin(Double(y) / 7 + phase) + 0.5),
                    row = y + Int(wave * sin(Double(x) / 9 + phase) + 0.5)
                let id = truth[min(max(row, 0), height - 1) * width + min(max(column, 0), width - 1)]
                let patch = sin(Double(x) / 31 + phase) + sin(Double(y) / 17 - phase) > 1.9 - 0.7 * strength
                if patch, let other = likely[Int(id)] {
                    map[y * width + x] = UInt32(other)
                } else {
                    map[y * width + x] = becomes[id] ?? id
                }
            }
        }
        for k in 0..<Int(4 * strength) {
            let x = Int(dice() * Double(width)), y = height / 2 + Int(dice() * Double(height) / 3),
                label: UInt32 = dice() < 0.5 ? 24 : 26
            ellipse(
                &map, width: width, height: height, x: x, y: y, across: label == 24 ? 7 : 26,
                down: label == 24 ? 18 : 14,
                id: label * 1000 + 950 + UInt32(k))
        }
        return map
    }

    private func ellipse(
        _ map: inout [UInt32], width: Int, height: Int, x: Int, y: Int, across: Int, down: Int, id: UInt32
    ) {
        for row in max(y - down, 0)..<min(y + down, height) {
            for column in max(x - across, 0)..<min(x + across, width) {
                let dx = Double(column - x) / Double(across), dy = Double(row - y) / Double(down)
                if dx * dx + dy * dy < 1 { map[row * width + column] = id }
            }
        }
    }

    private mutating func dice() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53)
    }
}
