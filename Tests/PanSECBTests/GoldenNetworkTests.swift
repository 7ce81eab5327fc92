import CPanSECB
import PanSECB
import Testing

/// The network's raw outputs against those of the PyTorch reference.
@Suite struct GoldenNetworkTests {
    /// Of the largest value of an output. Rounding makes up to 1e-6; a wrong batch normalisation constant in a single
    /// layer makes 5e-5.
    static let tolerance: Float = 1e-5

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
        #expect(golden.difference(outputs) < Self.tolerance)
    }

    @Test(arguments: TestModel.levels, NetworkGolden.all)
    func outputsOfFloatImagesAreTheReferences(cpu: pansecb_cpu, golden: NetworkGolden) throws {
        let outputs = try golden.session(cpu: cpu).outputs(TestImage(golden.image, PANSECB_PLANAR_F32))
        #expect(golden.difference(outputs) < Self.tolerance)
    }
}
