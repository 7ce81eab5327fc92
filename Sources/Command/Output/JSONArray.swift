import Foundation
import Ranks

/// A JSON array on standard output. A process alone prints element by element, so that memory does not grow with their
/// number; of several ranks the first prints all at the end, in the order in which the elements were shared out.
struct JSONArray {
    private let ranks: Ranks
    private var kept: [String] = []
    private var isEmpty = true, isOver = false

    init(_ ranks: Ranks) { self.ranks = ranks }

    mutating func add(_ element: some Encodable) throws {
        let text = try JSONText.of(element).split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
            .joined(separator: "\n")
        if ranks.count > 1 { kept.append(text) } else { print(text) }
    }

    private mutating func print(_ text: String) {
        StandardStreams.print(isEmpty ? "[" : ",")
        StandardStreams.print(text, terminator: "")
        isEmpty = false
    }

    /// Where all went well; every rank calls it.
    mutating func end() throws {
        if ranks.count > 1 {
            let all = try ranks.gather(try JSONEncoder().encode(kept)).map {
                try JSONDecoder().decode([String].self, from: $0)
            }
            let longest = all.map(\.count).max() ?? 0
            if ranks.isFirst {
                for turn in 0..<longest {
                    for texts in all where turn < texts.count { print(texts[turn]) }
                }
            }
        }
        close()
    }

    /// At the end in any case.
    mutating func close() {
        if !isOver, ranks.isFirst { StandardStreams.print(isEmpty ? "[]" : "\n]") }
        isOver = true
    }
}
