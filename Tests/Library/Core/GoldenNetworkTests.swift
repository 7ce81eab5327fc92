import CPanSECB
import PanSECB
import Testing

/// The network's raw outputs against those of the PyTorch reference.
@Suite struct GoldenNetworkTests {
    /// Of the largest value of an output. Rounding makes up to 1e-6; a wrong batch normalisation constant in a single
    /// layer makes 5e-5.
    static let tolerance: Float = 1e-5

    /// AMX multiplies sums of two bfloat16, which lack up to 2^-17 of a number, and Winograd's transforms enlarge that:
    /// in the worst of the goldens 2e-5. The same weights, in the same order of layers, are held to the tighter
    /// tolerance by the other levels.
    static func tolerance(_ cpu: pansecb_cpu) -> Float { cpu == PANSECB_CPU_AMX ? 4e-5 : tolerance }

    @Test func goldensAreThere() {
        #expect(NetworkGolden.all.count >= 20)
    }

    @Test(arguments: NetworkGolden.onePerArchitecture)
    func weightsAreTheReferences(golden: NetworkGolden) {
        #expect(HashWeights(golden.architecture).bitSum == golden.weightSum)
    }

    @Test(arguments: NetworkGolden.all)
    func imagesAreTheReferences(golden: NetworkGolden) {
        #expect(golden.image.rgb.reduce(0) { $0 + Int($1) } == golden.imageSum)
    }

    @Test(arguments: TestModel.levels, NetworkGolden.all)
    func outputsAreTheReferences(cpu: pansecb_cpu, golden: NetworkGolden) throws {
        let outputs = try golden.session(cpu: cpu).outputs(TestImage(golden.image))
        #expect(golden.difference(outputs) < Self.tolerance(cpu))
    }

    @Test(arguments: TestModel.levels, NetworkGolden.all)
    func outputsOfFloatImagesAreTheReferences(cpu: pansecb_cpu, golden: NetworkGolden) throws {
        let outputs = try golden.session(cpu: cpu).outputs(TestImage(golden.image, PANSECB_PLANAR_F32))
        #expect(golden.difference(outputs) < Self.tolerance(cpu))
    }
}
