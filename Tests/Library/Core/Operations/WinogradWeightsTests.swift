import CShims
import KernelChecks
import Testing

@testable import PanSECB

@Suite struct WinogradWeightsTests {
    /// Products of the transformed filter and transformed inputs, transformed back, are the convolution. The other two
    /// transforms are those of Toom and Cook, written down here from the points alone.
    @Test(arguments: [4, 6])
    func productsOfFrequenciesAreTheConvolution(outputs: Int) {
        var random = Random(seed: UInt64(outputs))
        var points = [0.0]
        for pair in 0..<outputs / 2 {
            let point = pansecb_winograd_point(Int32(outputs), Int32(pair))
            points += [point, -point]
        }
        for _ in 0..<200 {
            let filter = (0..<3).map { _ in Double(random.float()) }
            let inputs = (0..<outputs + 2).map { _ in Double(random.float()) }
            let weights = WinogradWeights.transform(filter[0], filter[1], filter[2], tileOutputs: outputs)
            for output in 0..<outputs {
                var sum = 0.0
                for (frequency, point) in points.enumerated() {
                    let others = points.enumerated().filter { $0.offset != frequency }.map(\.element)
                    let input = zip(polynomial(roots: others), inputs).map(*).reduce(0, +)
                    sum += power(point, output) * weights[frequency] * input
                }
                if output == outputs - 1 {
                    let input = zip(polynomial(roots: points), inputs).map(*).reduce(0, +)
                    sum += weights[outputs + 1] * input
                }
                let direct = (0..<3).map { filter[$0] * inputs[output + $0] }.reduce(0, +)
                #expect(abs(sum - direct) < 1e-12)
            }
        }
    }

    @Test func frequenciesThatATileLacksAreZeros() {
        let weights = WinogradWeights.transform(1, 2, 3, tileOutputs: 4)
        #expect(weights[5] == 3 && weights[6] == 0 && weights[7] == 0)
        #expect(WinogradWeights.transform(1, 2, 3, tileOutputs: 6)[7] == 3)
    }

    /// Coefficients of the product of all (x - root), from the constant up.
    private func polynomial(roots: [Double]) -> [Double] {
        roots.reduce([1]) { product, root in
            var next = [0] + product
            for (i, coefficient) in product.enumerated() { next[i] -= root * coefficient }
            return next
        }
    }

    private func power(_ x: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { product, _ in product * x }
    }
}
