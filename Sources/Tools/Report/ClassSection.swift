/// A row for each class: bars of the qualities in its colour, and how many segments were found, false, and missed.
enum ClassSection {
    static func html(_ classes: [ReportContents.ClassRow]) -> Section? {
        guard !classes.isEmpty else { return nil }
        let columns = [
            ("Class", "text", "Sort by name"), ("Kind", "text", "Things are counted, stuff is not"),
            ("PQ", "number", "Panoptic quality: SQ times RQ"),
            ("SQ", "number", "Segmentation quality: mean IoU of the matched segments"),
            ("RQ", "number", "Recognition quality: F1 score of the segments"),
            ("IoU", "number", "Of the class's pixels, objects not told apart"), ("Segments", "none", ""),
            ("TP", "number", "True positives: matched segments"),
            ("FP", "number", "False positives: segments found where there is none"),
            ("FN", "number", "False negatives: segments that were missed"),
        ]
        let heads = columns.map { name, kind, title in
            kind == "none"
                ? "<th scope=\"col\" class=\"bars\">\(name)</th>"
                : "<th scope=\"col\" aria-sort=\"none\"><button type=\"button\" data-kind=\"\(kind)\" "
                    + "title=\"\(title)\">\(name)</button></th>"
        }
        return Section(
            id: "classes", title: "Classes",
            body: """
                <p class="hint">Press a column's name to sort. \
                <span class="key"><i class="right"></i>matched</span> \
                <span class="key"><i \
                class="false"></i>false</span> <span class="key"><i class="missed"></i>missed</span></p>
                <div class="wide" tabindex="0" role="region" aria-labelledby="classes-title">
                <table class="plain sortable" id="class-table">
                <thead><tr>\(heads.joined())</tr></thead>
                <tbody>
                \(classes.map(row).joined(separator: "\n"))
                </tbody>
                </table>
                </div>
                """)
    }

    private static func row(_ entry: ReportContents.ClassRow) -> String {
        let colour = HTML.colour(entry.red, entry.green, entry.blue)
        func quality(_ value: Double?, _ style: String = "") -> String {
            let width = HTML.percent(HTML.clamped(value))
            return """
                <td data-value="\(value.map { HTML.number($0, digits: 6) } ?? "")">\(HTML.percent(value))\
                <span class="bar"><i style="width:\(width)%\(style)"></i></span></td>
                """
        }
        func count(_ value: Int) -> String { "<td data-value=\"\(value)\">\(HTML.count(value))</td>" }
        return """
            <tr><th scope="row" data-value="\(HTML.escaped(entry.name))"><i class="swatch" \
            style="background:\(colour)"></i>\(HTML.escaped(entry.name))</th>\
            <td class="kind">\(entry.isThing ? "thing" : "stuff")</td>\
            \(quality(entry.pq, ";background:\(colour)"))\(quality(entry.sq))\
            \(quality(entry.rq))\(quality(entry.iou))<td class="bars">\(segments(entry))</td>\
            \(count(entry.truePositives))\(count(entry.falsePositives))\(count(entry.falseNegatives))</tr>
            """
    }

    /// Shares of all segments that are in truth or prediction.
    private static func segments(_ entry: ReportContents.ClassRow) -> String {
        let all = Double(entry.truePositives) + Double(entry.falsePositives) + Double(entry.falseNegatives)
        guard all > 0 else { return "" }
        let parts = [
            ("right", entry.truePositives, "matched"), ("false", entry.falsePositives, "false"),
            ("missed", entry.falseNegatives, "missed"),
        ]
        let bars = parts.filter { $0.1 > 0 }.map {
            "<i class=\"\($0.0)\" style=\"width:\(HTML.percent(Double($0.1) / all))%\"></i>"
        }
        let text = parts.map { "\(HTML.count($0.1)) \($0.2)" }.joined(separator: ", ")
        return "<span class=\"stack\" role=\"img\" aria-label=\"\(text)\" title=\"\(text)\">\(bars.joined())</span>"
    }
}
