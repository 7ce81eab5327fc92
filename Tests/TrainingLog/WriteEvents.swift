import Foundation
import Images
import TrainingLog

/// Writes into FOLDER what read_events.py expects: a run of steps 0 ... 9, and one that was resumed at step 6 and went on to 11.
@main
enum WriteEvents {
    static func main() throws {
        guard CommandLine.arguments.count == 2 else {
            FileHandle.standardError.write(Data("usage: writeevents FOLDER\n".utf8))
            exit(64)
        }
        let folder = CommandLine.arguments[1]
        let first = try EventFile(folder: folder)
        try first.text("options", "**batch** 16, naïve", step: 0, wallTime: 1_700_000_000)
        try write(steps: 0..<10, offset: 0, to: first)
        try first.close()
        let second = try EventFile(folder: folder, resumingAt: 6)
        try write(steps: 6..<12, offset: 100, to: second)
        try second.flush()
    }

    /// The offset tells the runs apart.
    private static func write(steps: Range<Int>, offset: Int, to file: EventFile) throws {
        for step in steps {
            try file.scalar("loss/total", Float(step + offset) / 3, step: step, wallTime: 1_700_000_000 + Double(step + offset) / 8)
            try file.scalar("strange", [.infinity, -.infinity, .nan, .leastNonzeroMagnitude, -0.0, .greatestFiniteMagnitude][step % 6], step: step)
            if step % 3 == 0 { try file.image("scene", picture(step + offset), step: step) }
        }
    }

    private static func picture(_ seed: Int) throws -> Picture {
        let width = 37, height = 23
        let pixels = (0..<height).flatMap { y in (0..<width).flatMap { x in (0..<3).map { UInt8((x * 7 + y * 11 + $0 * 85 + seed) % 256) } } }
        return try Picture(width: width, height: height, pixels: pixels)
    }
}
