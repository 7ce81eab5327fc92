import Checkpoints
import Foundation
import Report
import Support

/// Writes into FOLDER the reports that run.sh looks at: report.html of made-up streets and of predictions that are
/// wrong here and there; hostile.html of texts and numbers that nobody should give; empty.html of nothing.
@main
enum WriteReport {
    static func main() {
        guard CommandLine.arguments.count == 2 else {
            FileHandle.standardError.write(Data("usage: writereport FOLDER\n".utf8))
            exit(64)
        }
        let folder = CommandLine.arguments[1]
        do {
            try write(MadeUpEvaluation(images: 8, width: 512, height: 256).contents, to: "\(folder)/report.html")
            try write(HostileContents.contents(), to: "\(folder)/hostile.html")
            try write(
                ReportContents(title: "Nothing", model: "", data: "", split: "", images: 0), to: "\(folder)/empty.html")
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(1)
        }
    }

    private static func write(_ contents: ReportContents, to file: String) throws {
        try AtomicFile.write(Array(HTMLReport.html(contents).utf8), to: file)
    }
}
