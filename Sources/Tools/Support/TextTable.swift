/// Rows of cells as aligned text.
public enum TextTable {
    /// Numbers stand on the right of their columns, the last column's text on the left.
    public static func lines(_ rows: [[String]]) -> [String] {
        let columns = (rows.first?.count ?? 1) - 1
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            "  " + zip(row, widths).map { padded($0, -$1) + "  " }.joined() + row[columns]
        }
    }

    /// Filled up with spaces behind the text, or before it where the width is negative.
    public static func padded(_ text: String, _ width: Int) -> String {
        let spaces = String(repeating: " ", count: max(0, abs(width) - text.count))
        return width < 0 ? spaces + text : text + spaces
    }
}
