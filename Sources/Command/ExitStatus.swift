import CPanSECB
import Checkpoints
import DatasetImport
import Datasets
import Images
import PanSECB
import PanopticFiles
import Ranks
import Support
import Training
import TrainingLog
import Video

/// How the command ends: one code for each kind of failure, so that scripts can tell them apart.
enum ExitStatus: Int32, CaseIterable {
    case cannotRead = 2
    case unknownFormat = 3
    case damaged = 4
    case unsupported = 5
    case otherNetwork = 6
    case badClasses = 7
    case outputsDiffer = 8
    case cannotWrite = 9
    case limit = 10
    case outOfMemory = 11
    case refused = 12
    case invalid = 13
    case badDataset = 14
    case notFinite = 15

    var meaning: String {
        switch self {
        case .cannotRead: "a file is missing or cannot be read"
        case .unknownFormat: "a file is none of the kind that is wanted"
        case .damaged: "a file is cut off or damaged"
        case .unsupported: "a file is of a kind that is not supported"
        case .otherNetwork: "a checkpoint of another network, or with tensors missing or of another shape"
        case .badClasses: "the class table does not fit"
        case .outputsDiffer: "outputs differ from PyTorch's"
        case .cannotWrite: "a file or standard output cannot be written; without a word, if its reader has stopped"
        case .limit: "an image or file is too large"
        case .outOfMemory: "out of memory"
        case .refused: "a checkpoint that only running its code could read"
        case .invalid: "a value is out of range"
        case .notFinite: "a training's loss is no finite number, or has diverged"
        case .badDataset: "files of a data set are missing or do not fit together"
        }
    }

    /// For `--help`.
    static var table: String {
        (["  0  success"] + allCases.map { row($0.rawValue, $0.meaning) } + [row(64, "the command line is wrong")])
            .joined(separator: "\n")
    }

    private static func row(_ code: Int32, _ meaning: String) -> String {
        String(repeating: " ", count: max(3 - "\(code)".count, 0)) + "\(code)  \(meaning)"
    }

    /// A reader of standard output that stops early, as head does, is no failure to talk about.
    static func isQuiet(_ error: any Error) -> Bool { (error as? VideoError)?.kind == .outputClosed }

    /// Nil for errors of the command line.
    init?(of error: any Error) {
        switch error {
        case let error as CheckpointError: self.init(error.kind)
        case let error as FileError: self = error.kind == .cannotRead ? .cannotRead : .cannotWrite
        case let error as ImageError: self.init(error.kind)
        case let error as LogError: self.init(error.kind)
        case let error as DatasetError: self.init(error.kind)
        case let error as ImportError: self.init(error.kind)
        case let error as PanopticFileError: self.init(error.kind)
        case let error as Failure: self.init(error.status)
        case let error as TrainingError: self.init(error.kind)
        case let error as VideoError: self.init(error.kind)
        case is RanksError: self = .unsupported
        case let error as InputError: self = error.status
        default: return nil
        }
    }

    private init(_ kind: CheckpointError.Kind) {
        switch kind {
        case .cannotRead: self = .cannotRead
        case .cannotWrite: self = .cannotWrite
        case .unknownFormat: self = .unknownFormat
        case .damaged: self = .damaged
        case .unsupported: self = .unsupported
        case .refused: self = .refused
        case .notThisNetwork, .wrongShape: self = .otherNetwork
        case .badValue: self = .invalid
        case .badClasses: self = .badClasses
        case .outputsDiffer: self = .outputsDiffer
        }
    }

    private init(_ kind: TrainingError.Kind) {
        switch kind {
        case .configuration, .data: self = .invalid
        case .cannotRead: self = .cannotRead
        case .cannotWrite: self = .cannotWrite
        case .checkpoint: self = .otherNetwork
        case .unsupported: self = .unsupported
        case .notFinite: self = .notFinite
        }
    }

    private init(_ kind: ImageError.Kind) {
        switch kind {
        case .invalidArgument: self = .invalid
        case .outOfMemory: self = .outOfMemory
        case .cannotRead: self = .cannotRead
        case .unknownFormat: self = .unknownFormat
        case .damaged: self = .damaged
        case .limit: self = .limit
        case .unsupported: self = .unsupported
        case .cannotWrite: self = .cannotWrite
        }
    }

    private init(_ kind: VideoError.Kind) {
        switch kind {
        case .cannotRead: self = .cannotRead
        case .unknownFormat: self = .unknownFormat
        case .damaged: self = .damaged
        case .limit: self = .limit
        case .unsupported: self = .unsupported
        case .cannotWrite, .outputClosed: self = .cannotWrite
        case .outOfMemory: self = .outOfMemory
        }
    }

    private init(_ kind: LogError.Kind) {
        switch kind {
        case .cannotRead: self = .cannotRead
        case .cannotWrite: self = .cannotWrite
        case .damaged: self = .damaged
        case .otherLog, .invalidArgument: self = .invalid
        }
    }

    private init(_ kind: DatasetError.Kind) {
        switch kind {
        case .cannotRead: self = .cannotRead
        case .cannotWrite: self = .cannotWrite
        case .inconsistent: self = .badDataset
        case .unsupported: self = .unsupported
        case .invalid: self = .invalid
        }
    }

    private init(_ kind: ImportError.Kind) {
        switch kind {
        case .cannotRead: self = .cannotRead
        case .cannotWrite: self = .cannotWrite
        case .damaged: self = .damaged
        case .unsupported: self = .unsupported
        case .inconsistent: self = .badDataset
        case .badClasses: self = .badClasses
        case .invalid: self = .invalid
        case .limit: self = .limit
        }
    }

    private init(_ kind: PanopticFileError.Kind) {
        switch kind {
        case .cannotRead: self = .cannotRead
        case .cannotWrite: self = .cannotWrite
        case .damaged: self = .damaged
        case .unsupported: self = .unsupported
        case .inconsistent: self = .badDataset
        }
    }

    private init(_ status: pansecb_status) {
        switch status {
        case PANSECB_OUT_OF_MEMORY: self = .outOfMemory
        case PANSECB_CANNOT_READ: self = .cannotRead
        case PANSECB_NOT_A_MODEL: self = .unknownFormat
        case PANSECB_DAMAGED: self = .damaged
        case PANSECB_UNKNOWN_VERSION, PANSECB_UNSUPPORTED: self = .unsupported
        case PANSECB_LIMIT: self = .limit
        default: self = .invalid
        }
    }
}
