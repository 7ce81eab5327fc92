import Foundation
import PanSECB

/// Failures and remarks, on standard error.
enum Report {
    static func note(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }

    static func error(_ error: any Error) {
        let text = (error as? Failure)?.text.description ?? "\(error)"
        FileHandle.standardError.write(Data("pansecb: \(text)\n".utf8))
    }
}
