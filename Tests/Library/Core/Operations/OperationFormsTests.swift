import CPanSECB
import GoldenFiles
import Predictions
import Testing

@testable import PanSECB

/// Forms that this machine may not choose compute what the chosen ones do: the scalar twins have kernels for all.
@Suite struct OperationFormsTests {
    @Test(arguments: 1...4)
    func splitFormsComputeTheSame(width: Int) throws {
        var architecture = TestModel.cityscapes
        architecture.width = width
        let file = try TestModel.weightFile(
            architecture, stuff: TestModel.stuffLabels, things: TestModel.thingLabels)
        func outputs(_ choice: FormChoice) throws -> (RawOutputs, Set<String>) {
            let model = try file.withUnsafeBytes { try Model.load(bytes: $0, cpu: PANSECB_CPU_SCALAR, choice) }
            let session = try Session.make(model: model, maxWidth: 48, maxHeight: 40)
            let image = TestImage(HashImage("forms", width: 45, height: 37))
            let outputs = try session.outputs(image)
            return (outputs, Set((0..<session.layerCount).map { "\(session.layerTime($0).form)" }))
        }
        let (direct, directForms) = try outputs(FormChoice(split: false))
        let (split, splitForms) = try outputs(FormChoice(split: true))
        #expect(!directForms.contains { $0.hasPrefix("split") })
        #expect(splitForms.contains("split"))
        // Sixteen bits of precision, through some sixty layers.
        for (found, expected) in [(split.semantic, direct.semantic), (split.instance, direct.instance)] {
            let difference = largestDifference(found, expected)
            #expect(difference < 1e-4 && difference > 0)
        }
    }
}
