import CPanSECB
import Testing

@testable import PanSECB

/// Weights in the kernels' order, found again by that order's description.
@Suite struct PackingTests {
    /// A weight that tells its place.
    private func weight(_ output: Int, _ input: Int, _ place: Int) -> Float {
        Float(output * 1000 + input * 10 + place) / 8
    }

    private func filters(_ block: Int, _ input: Int, _ filters: Filters, places: Int = 9) {
        for place in 0..<places {
            for lane in 0..<16 { filters[place][lane] = weight(16 * block + lane, input, place) }
        }
    }

    @Test func memoryIsCountedAndThenPlaced() {
        var counted = PackingMemory()
        for count in [1, 16, 17, 0] { _ = counted.take(count) }
        #expect(counted.floats == 16 + 16 + 32)
        let memory = UnsafeMutablePointer<Float>.allocate(capacity: counted.floats)
        defer { memory.deallocate() }
        memory.initialize(repeating: .nan, count: counted.floats)
        var placed = PackingMemory(memory)
        let places = [1, 16, 17].map { placed.take($0) - memory }
        #expect(places == [0, 16, 32])
        let floats = (0..<counted.floats).map { memory[$0] }
        #expect(floats == [Float](repeating: 0, count: counted.floats))
    }

    private func packed<Weights: PackedWeights>(
        _ geometry: Geometry, inputs: Int, blocks: Int, real: Int? = nil,
        _ body: (Weights, UnsafePointer<Float>) -> Void
    ) {
        var counted = PackingMemory()
        _ = Weights(geometry, inputs: inputs, blocks: blocks, &counted)
        let memory = UnsafeMutablePointer<Float>.allocate(capacity: counted.floats)
        defer { memory.deallocate() }
        var placed = PackingMemory(memory)
        let weights = Weights(geometry, inputs: inputs, blocks: blocks, &placed)
        weights.pack(inputs: real ?? inputs) { filters($0, $1, $2) }
        body(weights, UnsafePointer(memory))
    }

    @Test(arguments: [Layer.Kind.down, .column, .up, .head])
    func directIsPhaseBlockTapInput(kind: Layer.Kind) {
        let layer = Layer(kind: kind, name: "", inputs: 32, outputs: 64), geometry = Geometry.forward(layer)
        packed(geometry, inputs: 32, blocks: 2) { (direct: PackedDirect, memory) in
            var next = memory
            for number in 0..<geometry.phaseCount {
                #expect(direct.phase(number) == UnsafeMutablePointer(mutating: next))
                for block in 0..<2 {
                    for tap in geometry[number].taps {
                        for input in 0..<32 {
                            for lane in 0..<16 where next[lane] != weight(16 * block + lane, input, tap.window) {
                                Issue.record("phase \(number), block \(block), place \(tap.window), input \(input)")
                            }
                            next += 16
                        }
                    }
                }
            }
        }
    }

    @Test func inputsBehindTheRealOnesAreZero() {
        packed(.stride2, inputs: 4, blocks: 1, real: 3) { (direct: PackedDirect, memory) in
            for tap in 0..<9 { for lane in 0..<16 { #expect(memory[(tap * 4 + 3) * 16 + lane] == 0) } }
            #expect(memory[16 + 5] == weight(5, 1, 0))
        }
    }

    @Test(arguments: [1, 2, 4, 16], [false, true])
    func winogradIsFrequencyBlockInput(dilation: Int, mirrored: Bool) {
        let taps = (0..<3).map { Geometry.Tap(window: mirrored ? 2 - $0 : $0, y: 0, x: ($0 - 1) * dilation) }
        packed(Geometry([.init(taps)]), inputs: 16, blocks: 2) { (winograd: PackedWinograd, memory) in
            #expect(winograd.tileOutputs == (dilation <= 2 ? 6 : 4) && winograd.dilation == dilation)
            for (block, input, lane) in [(0, 0, 0), (1, 15, 15), (1, 3, 7)] {
                let g = taps.map { Double(weight(16 * block + lane, input, $0.window)) }
                let expected = WinogradWeights.transform(g[0], g[1], g[2], tileOutputs: winograd.tileOutputs)
                for f in 0..<winograd.tileOutputs + 2 {
                    let found = Double(memory[((f * 2 + block) * 16 + input) * 16 + lane])
                    let scale = g.reduce(0) { max($0, abs($1)) }
                    #expect(abs(found - expected[f]) <= 4 * Double(Float.ulpOfOne) * scale)
                }
            }
        }
    }

    @Test(arguments: [16, 32, 64])
    func splitHoldsUpperAndLowerParts(inputs: Int) {
        let geometry = Geometry.transposed
        packed(geometry, inputs: inputs, blocks: 1) { (split: PackedSplit, memory) in
            let groups = (inputs + 31) / 32
            memory.withMemoryRebound(to: UInt16.self, capacity: 9 * groups * 1024) { numbers in
                func value(_ place: Int) -> Float { Float(bitPattern: UInt32(numbers[place]) << 16) }
                for (number, phase) in (0..<4).map({ ($0, geometry[$0]) }) {
                    for tap in 0..<phase.count {
                        for input in [0, 1, inputs - 1] {
                            let matrix = geometry.tapCount(before: number) * groups + tap * groups + input / 32
                            // Inputs i and i + 16 stand side by side; with 16 inputs the same one twice.
                            let row = 1024 * matrix + 32 * (input % 16) + 2 * 5 + (inputs == 16 ? 0 : input % 32 / 16)
                            let exact = weight(5, input, phase[tap: tap].window)
                            #expect(abs(value(row) + value(row + 512) - exact) <= abs(exact) * 0x1p-16)
                        }
                    }
                }
            }
        }
    }

    @Test func missingOutputsAreZero() throws {
        // Thirteen outputs of the first layer, in PyTorch's order.
        let layer = Layer(kind: .down, name: "", inputs: 3, outputs: 16)
        var counted = PackingMemory()
        _ = PackedLayer<PackedDirect>(layer, &counted)
        let memory = UnsafeMutablePointer<Float>.allocate(capacity: counted.floats)
        defer { memory.deallocate() }
        var placed = PackingMemory(memory)
        let packed = PackedLayer<PackedDirect>(layer, &placed)
        let values = (0..<13).flatMap { o in (0..<3).flatMap { i in (0..<9).map { weight(o, i, $0) } } }
        packed.set(.weight, values)
        packed.set(.bias, (0..<16).map { Float($0) + 1 })
        for tap in 0..<9 {
            for input in 0..<4 {
                for lane in 0..<16 {
                    let expected = lane < 13 && input < 3 ? weight(lane, input, tap) : 0
                    #expect(memory[(tap * 4 + input) * 16 + lane] == expected)
                }
            }
        }
        let biases = (0..<16).map { packed.bias[$0] }
        #expect(biases == (0..<16).map { $0 < 13 ? Float($0) + 1 : 0 })
    }

    @Test func scratchIsCountedAsItIsLaidOut() {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 1024, alignment: 64)
        defer { memory.deallocate() }
        var counted = ScratchLayout(), placed = ScratchLayout(memory)
        _ = counted.floats(17)
        _ = counted.take(3, of: UInt8.self)
        let floats = UnsafeMutableRawPointer(placed.floats(17)),
            bytes = UnsafeMutableRawPointer(placed.take(3, of: UInt8.self))
        #expect(floats == memory && bytes == memory + 128)
        #expect(counted.size == placed.size && counted.size == 192)
    }
}
