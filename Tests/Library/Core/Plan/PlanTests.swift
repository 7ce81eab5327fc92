import CPanSECB
import Testing

@testable import PanSECB

/// Buffers of whole networks.
@Suite struct PlanTests {
    private func plan(
        _ architecture: Architecture, width: Int, height: Int, workers: Int = 2, split: Bool = false
    ) -> (Plan, Graph, [Operation]) {
        let graph = Graph(architecture)
        var memory = PackingMemory()
        let operations = OperationForms.make(
            graph, FormChoice(split: split), CPU.kernels(PANSECB_CPU_SCALAR), &memory)
        return (Plan(graph, operations, width: width, height: height, workers: workers), graph, operations)
    }

    /// Writes each node's number over its whole output in the order of the steps: whoever reads it must find it.
    @Test(arguments: GraphTests.architectures, [false, true])
    func featuresLiveUntilTheirLastReader(_ architecture: Architecture, split: Bool) {
        let (plan, graph, operations) = plan(architecture, width: 72, height: 40, split: split)
        var arena = [Int](repeating: -1, count: plan.bytes / 64)
        func lines(_ offset: Int, _ channels: Int, _ level: Int) -> Range<Int> {
            offset / 64..<(offset + channels * (plan.pixels >> (2 * level)) * 4 + 63) / 64
        }
        for (step, operation) in zip(plan.steps, operations) {
            let node = graph.nodes[operation.node]
            if let input = node.input {
                let expected = operation.part == .closing ? -2 - operation.node : input
                let found = Set(arena[lines(step.input, node.inputs, node.level)])
                #expect(found == [expected], "\(node.module)")
                if operation.part == .closing {
                    let added = Set(arena[lines(step.output, node.outputs, node.level)])
                    #expect(added == [input])
                }
            }
            if node.head == nil {
                let value = operation.part == .opening ? -2 - operation.node : operation.node
                for line in lines(step.output, node.outputs, node.outputLevel) { arena[line] = value }
            }
        }
        // What is sampled when objects are looked for is still there.
        for (head, offset) in [(Node.Output.seeds, plan.seedFeatures), (.offsets, plan.offsetFeatures)] {
            guard let offset, let node = graph.head(head), let input = graph.nodes[node].input else { continue }
            let kept = Set(arena[lines(offset, graph.nodes[node].inputs, 1)])
            #expect(kept == [input])
        }
    }

    @Test(arguments: GraphTests.architectures)
    func everyLayerIsInOneOperation(_ architecture: Architecture) {
        for split in [false, true] {
            let (_, graph, operations) = plan(architecture, width: 8, height: 8, split: split)
            #expect(operations.flatMap(\.layers).map(\.name) == graph.layers.map(\.name))
        }
    }

    @Test func halosGrowFromTheOffsetsBack() throws {
        let (plan, graph, operations) = plan(
            Architecture(semanticChannels: 13, sigmas: 1, things: 8), width: 64, height: 64)
        let halos = plan.steps.map(\.halo)
        let before = halos[...plan.lastStepForSeeds].compactMap { $0 }
        #expect(before.isEmpty)
        let known = halos[(plan.lastStepForSeeds + 1)...].compactMap { $0 }
        #expect(known.count == plan.steps.count - plan.lastStepForSeeds - 2, "all but the head")
        #expect(known == known.sorted(by: >) && known.last == 0)
        // Nothing may be skipped where the network has no second decoder behind the seeds.
        for architecture in GraphTests.architectures
        where architecture.semanticChannels == 0 || architecture.things == 0 {
            let halos = self.plan(architecture, width: 64, height: 64).0.steps.compactMap(\.halo)
            #expect(halos.isEmpty)
        }
        // Reach adds up: what the first step behind the seeds must know.
        var reach = 0
        for number in (plan.lastStepForSeeds + 1)..<plan.steps.count
        where graph.nodes[operations[number].node].head == nil {
            reach += operations[number].reach << plan.steps[number].level
        }
        let first = operations[plan.lastStepForSeeds + 1], level = plan.steps[plan.lastStepForSeeds + 1].level
        let behind = reach - (first.reach << level)
        #expect(known.first == (behind + 7) / 8)
    }

    @Test func memoryGrowsWithWorkersAndSize() {
        let architecture = Architecture(semanticChannels: 13, sigmas: 1, things: 8)
        let (one, _, _) = plan(architecture, width: 64, height: 64, workers: 1)
        let (three, _, _) = plan(architecture, width: 64, height: 64, workers: 3)
        #expect(three.bytes - one.bytes >= 2 * one.scratchBytes - 1024 && one.scratchBytes % Memory.alignment == 0)
        #expect(plan(architecture, width: 65, height: 64).0.pixels == 72 * 64)
        var narrow = architecture
        narrow.width = 2
        #expect(plan(narrow, width: 256, height: 256).0.bytes < plan(architecture, width: 256, height: 256).0.bytes)
    }

    @Test func paddedSidesAreMultiplesOfEight() {
        let padded = [1, 8, 9, 16, 17].map { Plan.padded($0) }
        #expect(padded == [8, 8, 16, 16, 24])
    }
}
