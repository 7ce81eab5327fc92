// Times training steps, for comparison with other programs: reads commands from standard input, a line each, and
// answers with a line.
//
//     trainstep BATCH HEIGHTxWIDTH THREADS [BATCHES]
//
// step: one step of forward, loss, backward and Adam on made-up pictures with eight objects each: milliseconds, and the
// loss. peak: megabytes of resident memory, at most so far. hash: the same step, and the bits of what it computed, to
// compare two trees: bit patterns of the parts of the loss, hashes of parameters and of running statistics.
//
// A step adds up the gradients of BATCHES batches (1). Processes that mpirun started share them, by default one each;
// the first has the commands and answers, once all are done; its peak is the largest of all.
//
//     trainstep compare IN.safetensors OUT.safetensors THREADS
//
// computes what a comparison with PyTorch needs: Compare.swift.
import CShims
import Foundation
import PanSECB
import Ranks
import Training

let arguments = CommandLine.arguments
if arguments.count == 5, arguments[1] == "compare" {
    try Compare.run(arguments[2], arguments[3], threads: Int(arguments[4]) ?? 0)
    exit(0)
}
let size = arguments.count > 2 ? arguments[2].split(separator: "x").compactMap { Int($0) } : []
let ranks = try Ranks.fromEnvironment()
guard (4...5).contains(arguments.count), let batch = Int(arguments[1]), size.count == 2,
    let threads = Int(arguments[3]), batch > 0, size.allSatisfy({ $0 > 0 && $0 % 8 == 0 }),
    let batches = arguments.count == 5 ? Int(arguments[4]) : ranks.count, batches > 0, batches % ranks.count == 0
else {
    print(
        """
        usage: trainstep BATCH HEIGHTxWIDTH THREADS [BATCHES]; sides are multiples of 8, BATCHES of the processes
               trainstep compare IN OUT THREADS
        """)
    exit(64)
}

func madeUp(_ number: UInt64, height: Int, width: Int) -> Sample {
    var random = RandomNumbers(number, 7)
    let pixels = (0..<3 * width * height).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    var semantic = (0..<height * width).map { UInt8($0 / width * 11 / height) },
        object = [UInt16](repeating: 0, count: width * height)
    var objects: [Targets.Object] = []
    for k in 0..<8 {
        let x0 = k % 4 * width / 4 + width / 16, y0 = k / 4 * height / 2 + height / 8
        for y in y0..<y0 + height / 4 {
            for x in x0..<x0 + width / 8 {
                semantic[y * width + x] = 11
                object[y * width + x] = UInt16(k + 1)
            }
        }
        objects.append(Targets.Object(thing: k))
    }
    return Sample(
        width: width, height: height, pixels: pixels,
        targets: Targets(width: width, height: height, semantic: semantic, object: object, objects: objects),
        name: "made up")
}

let workers = try Workers(threads: threads)
let network = TrainableNetwork(Architecture(semanticChannels: 13, sigmas: 1, things: 8), workers, ranks: ranks)
network.initialise(seed: 1)
let weights = LossWeights(semantic: [Float](repeating: 5, count: 12) + [0], seed: [Float](repeating: 9, count: 8))
let step = TrainingStep(network, weights, workers, batches: batches)
let ownBatches = ranks.own(Array(0..<batches)).map { number in
    (0..<batch).map { madeUp(UInt64(number * batch + $0), height: size[0], width: size[1]) }
}

/// One step; the mean of its losses.
func takeStep() throws -> LossParts {
    var mean = LossParts()
    for own in ownBatches {
        for parts in try step.round(own, factor: 1 / Double(batches), isInterrupted: false).parts {
            mean = mean + parts * (1 / Double(batches))
        }
    }
    step.update(learningRate: 5e-4)
    return mean
}

/// What the first rank reads; nil at the end.
func nextCommand() throws -> String? {
    let line = ranks.isFirst ? readLine() : nil
    let command = try ranks.gather(Data((line.map { $0 + "\n" } ?? "").utf8))[0]
    return command.isEmpty ? nil : String(decoding: command.dropLast(), as: UTF8.self)
}

func answer(_ items: Any...) {
    if ranks.isFirst { print(items.map { "\($0)" }.joined(separator: " ")) }
}

/// FNV-1a of the bit patterns.
func hash(_ arrays: [[Float]]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for array in arrays { for value in array { hash = (hash ^ UInt64(value.bitPattern)) &* 0x100_0000_01b3 } }
    return String(hash, radix: 16)
}

setlinebuf(stdout)
while let command = try nextCommand() {
    switch command {
    case "step":
        let start = pansecb_now()
        let parts = try takeStep()
        // Until the last rank is done.
        _ = try ranks.gather([0])
        answer(Double(pansecb_now() - start) / 1e6, parts.total)
    case "hash":
        let parts = try takeStep()
        let losses = [parts.semantic, parts.lovasz, parts.variance, parts.seed, parts.iou]
        answer(
            losses.map { String($0.bitPattern, radix: 16) }.joined(separator: " "),
            hash(network.store.parameters.map { network.values($0) }), hash(network.statistics.map { $0.values }))
    case "peak":
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }
        let kilobytes = peak?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
        answer(try ranks.gather([kilobytes * 1024 / 1e6]).map { $0[0] }.max() ?? 0)
    default: answer("?")
    }
}
ranks.finish()
