/// Which class the pixels of each true class got, as shares of the true class.
enum ConfusionSection {
    static func html(_ confusion: ReportContents.Confusion) -> Section? {
        let columns = confusion.counts.first?.count ?? 0
        guard !confusion.classes.isEmpty, confusion.counts.count == confusion.classes.count,
            columns >= confusion.classes.count,
            confusion.counts.allSatisfy({ $0.count == columns })
        else { return nil }
        let names = confusion.classes + (columns > confusion.classes.count ? ["no class"] : [])
        let heads = names.map { "<th scope=\"col\"><span>\(HTML.escaped($0))</span></th>" }
        let rows = confusion.classes.indices.map { row(confusion.counts[$0], $0, names) }
        return Section(
            id: "confusion", title: "Confusion",
            body: """
                <p class="hint">Rows are the true classes, columns the predicted ones; \
                numbers are per cent of a row's pixels. \
                <button type="button" id="confusion-unit" aria-pressed="false">Show pixels</button></p>
                <div class="beside">
                <div class="wide" tabindex="0" role="region" aria-labelledby="confusion-title">
                <table class="confusion" id="confusion-table">
                <thead><tr><td></td>\(heads.joined())</tr></thead>
                <tbody>
                \(rows.joined(separator: "\n"))
                </tbody>
                </table>
                </div>
                \(largest(confusion, names))
                </div>
                <p class="reading" id="confusion-reading" aria-live="polite">Point at a cell, \
                or go there with the arrow keys.</p>
                """)
    }

    /// The confusions that cost a class most of its pixels.
    private static func largest(_ confusion: ReportContents.Confusion, _ names: [String]) -> String {
        let shares = confusion.counts.enumerated().flatMap {
            truth, counts -> [(truth: Int, predicted: Int, share: Double)] in
            let all = counts.reduce(0.0) { $0 + Double($1) }
            return counts.indices.filter { $0 != truth && counts[$0] > 0 }.map { (truth, $0, Double(counts[$0]) / all) }
        }
        let items = shares.sorted { ($1.share, $0.truth, $0.predicted) < ($0.share, $1.truth, $1.predicted) }.prefix(10)
            .map { item in
                """
                <li><span>\(HTML.escaped(names[item.truth])) → \
                \(HTML.escaped(names[item.predicted]))</span><b>\(HTML.percent(item.share)) %</b>\
                <span class="bar"><i style="width:\(HTML.percent(HTML.clamped(item.share)))%"></i></span></li>
                """
            }
        guard !items.isEmpty else { return "" }
        return
            "<div class=\"block\"><h3>Largest confusions</h3>\n"
            + "<ol class=\"largest\">\n\(items.joined(separator: "\n"))\n</ol></div>"
    }

    private static func row(_ counts: [Int], _ truth: Int, _ names: [String]) -> String {
        let all = counts.reduce(0.0) { $0 + Double($1) }
        let cells = counts.indices.map { predicted -> String in
            let count = counts[predicted], share = all > 0 ? Double(count) / all : 0
            let text = "\(names[truth]) as \(names[predicted]): \(HTML.percent(share)) %, \(HTML.count(count)) pixels"
            // The square root makes small shares visible, which are the interesting ones.
            let strength = (share.squareRoot() * 100).rounded()
            let shown = all == 0 ? "" : share >= 0.005 ? HTML.number(100 * share, digits: 0) : count > 0 ? "·" : ""
            let kind = (predicted == truth ? "right" : "wrong") + (strength > 85 ? " strong" : "")
            return """
                <td class="\(kind)" style="--s:\(Int(strength))%" title="\(HTML.escaped(text))"><span>\(shown)</span>\
                <span>\(count > 0 ? HTML.compact(count) : "")</span></td>
                """
        }
        return "<tr><th scope=\"row\">\(HTML.escaped(names[truth]))</th>\(cells.joined())</tr>"
    }
}
