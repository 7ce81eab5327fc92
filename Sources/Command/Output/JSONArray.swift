/// A JSON array, printed element by element: memory does not grow with their number.
struct JSONArray {
    private var isEmpty = true

    mutating func add(_ element: some Encodable) throws {
        let text = try JSONText.of(element).split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
            .joined(separator: "\n")
        StandardStreams.print(isEmpty ? "[" : ",")
        StandardStreams.print(text, terminator: "")
        isEmpty = false
    }

    func end() { StandardStreams.print(isEmpty ? "[]" : "\n]") }
}
