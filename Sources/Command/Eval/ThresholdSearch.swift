import CPanSECB
import Checkpoints
import Foundation

/// Looks for the thresholds with the highest panoptic quality on a split: one setting at a time, the others at the best
/// values so far.
struct ThresholdSearch {
    /// What one setting did: a curve of the report.
    struct Curve: Encodable {
        let parameter: String
        let values: [Double]
        let pq: [Double]
        let chosen: Double
    }

    private struct Parameter {
        let name: String
        let values: [Double]
        let field: WritableKeyPath<pansecb_options, Double>
    }

    private static let parameters = [
        Parameter(name: "min_pixels", values: [8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384], field: \.minPixels),
        Parameter(
            name: "seed_threshold", values: [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9], field: \.seedThreshold),
        Parameter(
            name: "claim_threshold", values: [0.2, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8], field: \.claimThreshold),
        Parameter(name: "min_pixels", values: [8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384], field: \.minPixels),
    ]

    static let passes = parameters.count

    private(set) var options: pansecb_options
    private(set) var curves: [Curve] = []

    /// - Parameter options: where the search begins.
    init(_ run: EvaluationRun, from options: pansecb_options, note: (String) -> Void, finished: () -> Void) throws {
        self.options = options
        for parameter in ThresholdSearch.parameters {
            // What is set already takes part, so that no pass makes it worse.
            let values = Set(parameter.values + [self.options[keyPath: parameter.field]]).sorted()
            let settings = values.map { value in
                var options = self.options
                options[keyPath: parameter.field] = value
                return options
            }
            let qualities = try run.compare(settings, finished: finished).map {
                $0.mean(of: run.predictor.model.classes.indices).pq
            }
            guard let best = qualities.indices.max(by: { qualities[$0] < qualities[$1] }) else { continue }
            self.options = settings[best]
            curves.append(Curve(parameter: parameter.name, values: values, pq: qualities, chosen: values[best]))
            note(String(format: "%@ %g: PQ %.2f", parameter.name, values[best], 100 * qualities[best]))
        }
    }

    /// As a weight file holds them.
    var thresholds: ConvertedModel.Thresholds { ConvertedModel.Thresholds(options) }
}

extension pansecb_options {
    fileprivate var minPixels: Double {
        get { Double(min_pixels) }
        set { min_pixels = UInt32(newValue) }
    }
    fileprivate var seedThreshold: Double {
        get { rounded(seed_threshold) }
        set { seed_threshold = Float(newValue) }
    }
    fileprivate var claimThreshold: Double {
        get { rounded(claim_threshold) }
        set { claim_threshold = Float(newValue) }
    }

    /// So that 0.55 as a float is found among the values.
    private func rounded(_ value: Float) -> Double { (Double(value) * 1e4).rounded() / 1e4 }
}
