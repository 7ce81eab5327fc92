import CPanSECB
import GoldenFiles
import PanSECB
import Predictions
import Testing

/// Class maps of models without objects, against the winners of their raw outputs.
@Suite struct SemanticMapTests {
    private static let erfNet = Architecture(kind: .erfNet, semanticChannels: 20, sigmas: 0, things: 0)

    /// With a class for every channel, and with a last channel that is void and can't win.
    @Test(arguments: TestModel.levels, [20, 19])
    func classesAreTheWinners(cpu: pansecb_cpu, classes: Int) throws {
        let labels = (0..<classes).map { 50 - $0 }
        let session = try Session.make(
            model: TestModel.load(Self.erfNet, stuff: labels, cpu: cpu), maxWidth: 72, maxHeight: 40, threads: 2)
        var winningClasses: Set<UInt8> = []
        for (width, height) in [(72, 40), (31, 9), (1, 1)] {
            let image = TestImage(HashImage("winners", width: width, height: height))
            let semantic = try session.outputs(image).semantic, plane = width * height
            let winners = (0..<plane).map { pixel in
                (1..<classes).reduce(0) { semantic[$1 * plane + pixel] > semantic[$0 * plane + pixel] ? $1 : $0 }
            }
            let maps = try TestMaps.of(image, session)
            #expect(maps.classes == winners.map { UInt8($0) })
            #expect(maps.panoptic == winners.map { UInt32(labels[$0]) })
            #expect(maps.instances.allSatisfy { $0 == 0 })
            winningClasses.formUnion(maps.classes)
        }
        #expect(winningClasses.count > 3, "the picture should hold several classes")
    }

    /// Equal logits: the lowest channel wins, also where all are equal.
    @Test(arguments: TestModel.levels)
    func lowestChannelWinsTies(cpu: pansecb_cpu) throws {
        let session = try Session.make(
            model: TestModel.load(Self.erfNet, stuff: Array(1...20), cpu: cpu), maxWidth: 61, maxHeight: 3, threads: 1)
        for first in 0..<20 {
            let plane = 61 * 3
            let semantic = (0..<20).flatMap { [Float](repeating: $0 < first ? -1 : 2.5, count: plane) }
            let maps = try TestMaps.of(
                RawOutputs(width: 61, height: 3, semantic: semantic, instance: []), session)
            #expect(maps.classes.allSatisfy { $0 == UInt8(first) })
        }
    }
}
