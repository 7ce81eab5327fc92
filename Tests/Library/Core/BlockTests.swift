import CPanSECB
import GoldenFiles
import PanSECB
import Predictions
import Testing

/// Networks in which a single residual block does anything, against the reference's: this tells which block is wrong
/// where the whole network is.
@Suite struct BlockTests {
    @Test(arguments: BlockGolden.blocks)
    func everyBlockIsTheReferences(block: String) throws {
        let golden = try BlockGolden()
        let model = try TestModel.load(HashWeights(BlockGolden.architecture, silencingAllBut: block))
        let session = try Session.make(
            model: model, maxWidth: golden.image.width, maxHeight: golden.image.height, threads: 2)
        let outputs = try session.outputs(TestImage(golden.image))
        #expect(try golden.difference(block, outputs) < GoldenNetworkTests.tolerance(model.cpu))
    }
}

/// The file of `Tests/Golden/data/blocks`.
private struct BlockGolden {
    static let architecture = Architecture(kind: .branchedERFNet, semanticChannels: 0, sigmas: 1, things: 1)
    /// `none`: all blocks are silent.
    static let blocks = (try? BlockGolden().file.names) ?? []

    let file: Safetensors
    let image: HashImage
    private let step: Int

    init() throws {
        guard let url = goldenFiles("blocks").first else { throw Surprise("there is no golden of blocks") }
        file = try Safetensors(url)
        guard let width = file.metadata["width"].flatMap({ Int($0) }),
            let height = file.metadata["height"].flatMap({ Int($0) }),
            let step = file.metadata["step"].flatMap({ Int($0) })
        else { throw Surprise("\(url.path) has no size") }
        image = HashImage("branched_erfnet \(height)x\(width)", width: width, height: height)
        self.step = step
    }

    func difference(_ block: String, _ outputs: RawOutputs) throws -> Float {
        guard let expected = file.floats(block) else { throw Surprise("there is no golden of \(block)") }
        return largestDifference(image.everyNth(step, step, of: outputs.instance), expected)
    }
}
