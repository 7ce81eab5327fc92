import Foundation
import PanSECB

/// Failures, on standard error.
enum Report {
    static func error(_ error: any Error) {
        let text = (error as? Failure)?.text.description ?? "\(error)"
        FileHandle.standardError.write(Data("pansecb: \(text)\n".utf8))
    }
}
