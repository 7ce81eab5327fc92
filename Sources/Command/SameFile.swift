import ArgumentParser
import Foundation

/// A command that reads a file must not write over it.
enum SameFile {
    /// Throws where the output is one of the inputs, by whatever name.
    static func refuse(_ output: String, as inputs: [String?]) throws {
        for input in inputs {
            guard let input, are(input, output) else { continue }
            throw ValidationError("the output \(output) is the input \(input) itself; give it another name")
        }
    }

    private static func are(_ one: String, _ other: String) -> Bool {
        var first = stat(), second = stat()
        return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev
            && first.st_ino == second.st_ino
    }
}
