/// Rows of cells as aligned text.
enum TextTable {
    /// Numbers stand on the right of their columns, the last column's text on the left.
    static func lines(_ rows: [[String]]) -> [String] {
        let columns = (rows.first?.count ?? 1) - 1
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            "  " + zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 + "  " }.joined()
                + row[columns]
        }
    }
}
