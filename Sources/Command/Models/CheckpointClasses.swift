import Checkpoints
import PanSECB
import Training

extension ClassTable {
    /// The classes of a checkpoint: from the file of classes if there is one. A checkpoint of our own training knows
    /// its classes; others have the usual ones.
    static func of(_ checkpoint: Checkpoint, for architecture: Architecture, classes: String?) throws -> ClassTable {
        let trained = try classes == nil ? TrainedClass.table(of: checkpoint, for: architecture) : nil
        return try trained ?? choose(for: architecture, file: classes)
    }
}
