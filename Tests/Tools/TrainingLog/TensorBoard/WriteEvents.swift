import Foundation
import Images
import TrainingLog

/// Writes into FOLDER what read_events.py expects: a run of steps 0 ... 9, and one that was resumed at step 6 and went
/// on to 11.
@main
enum WriteEvents {
    static func main() {
        guard CommandLine.arguments.count == 2 else {
            FileHandle.standardError.write(Data("usage: writeevents FOLDER\n".utf8))
            exit(64)
        }
        let folder = CommandLine.arguments[1]
        do {
            let first = try EventFile(folder: folder)
            log { try first.text("options", "**batch** 16, naïve", step: 0, wallTime: 1_700_000_000) }
            write(steps: 0..<10, offset: 0, to: first)
            try first.close()
            let second = try EventFile(folder: folder, startingAt: 6)
            write(steps: 6..<12, offset: 100, to: second)
            try second.flush()
        } catch {
            report(error)
        }
        exit(failed ? 1 : 0)
    }

    /// The offset tells the runs apart.
    private static func write(steps: Range<Int>, offset: Int, to file: EventFile) {
        for step in steps {
            log {
                try file.scalar(
                    "loss/total", Float(step + offset) / 3, step: step,
                    wallTime: 1_700_000_000 + Double(step + offset) / 8)
            }
            let strange: [Float] = [
                .infinity, -.infinity, .nan, .leastNonzeroMagnitude, -0.0, .greatestFiniteMagnitude,
            ]
            log { try file.scalar("strange", strange[step % 6], step: step) }
            if step % 3 == 0 { log { try file.image("scene", picture(step + offset), step: step) } }
        }
    }

    /// As a training does that goes on without its log.
    private static func log(_ write: () throws -> Void) {
        do { try write() } catch { report(error) }
    }

    nonisolated(unsafe) private static var failed = false

    private static func report(_ error: any Error) {
        failed = true
        FileHandle.standardError.write(Data("\(error)\n".utf8))
    }

    private static func picture(_ seed: Int) throws -> Picture {
        let width = 37, height = 23
        let pixels = (0..<height).flatMap { y in
            (0..<width).flatMap { x in
                (0..<3).map { UInt8((x * x * 7 + y * y * 11 + x * y * 13 + $0 * 85 + seed) % 256) }
            }
        }
        return try Picture(width: width, height: height, pixels: pixels)
    }
}
