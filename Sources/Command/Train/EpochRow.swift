import PanSECB
import Training
import TrainingLog

/// A row of `log.csv`: what an epoch came to. Networks without classes or without objects have fewer columns.
struct EpochRow {
    let values: [CSVLog.Value]

    static func columns(of network: ArchitectureKind) -> [String] {
        let parts = LossParts().named(for: network).map(\.name)
        return ["epoch", "learning_rate", "loss"] + parts + (network.hasObjects ? ["iou"] : []) + ["val_loss"]
            + parts.map { "val_" + $0 } + (network.hasObjects ? ["gaussian_iou"] : [])
            + (network.hasClasses ? ["miou"] : []) + (network.hasObjects ? ["pq"] : []) + ["seconds"]
    }

    init(_ report: EpochReport, _ quality: Double?, of network: ArchitectureKind) {
        let validation = report.validation, losses = report.losses
        func numbers(_ losses: LossParts) -> [Double] {
            [losses.total] + losses.named(for: network).map(\.value) + (network.hasObjects ? [losses.iou] : [])
        }
        let own = numbers(losses)
        var measures: [Double?] = validation.map { numbers($0.losses) } ?? own.map { _ in nil }
        if network.hasClasses { measures.append(validation?.miou) }
        if network.hasObjects { measures.append(quality) }
        values =
            [.integer(report.epoch), .double(report.learningRate)] + own.map { .double($0) }
            + measures.map { $0.map { .double($0) } ?? .none } + [.double((report.seconds * 10).rounded() / 10)]
    }
}
