/// The figures that everybody looks for first, the table of means, and how they came about.
enum SummarySection {
    static func html(_ contents: ReportContents) -> Section {
        Section(
            id: "summary", title: "Summary",
            body: """
                \(figures(contents))
                \(contents.note.map { "<p class=\"hint\">\(HTML.escaped($0))</p>" } ?? "")
                <div class="columns">
                \(table(contents.summaries))
                \(list("Settings", contents.settings))
                \(list("Timing", contents.timing))
                </div>
                """)
    }

    private static func figures(_ contents: ReportContents) -> String {
        var figures = contents.summaries.map { summary in
            ("PQ", summary.name, summary.pq, "Panoptic quality, \(summary.name): mean of \(summary.classes) classes")
        }
        if let meanIoU = contents.meanIoU {
            figures.append(("mIoU", "pixels", meanIoU, "Mean intersection over union of the classes' pixels"))
        }
        if let accuracy = contents.accuracy {
            figures.append(("Accuracy", "pixels", accuracy, "Share of the pixels with the right class"))
        }
        guard !figures.isEmpty else { return "<p class=\"none\">No figures.</p>" }
        let cards = figures.enumerated().map { i, figure in
            """
            <div class="figure\(i == 0 ? " main" : "")" title="\(HTML.escaped(figure.3))">
            <span class="name">\(figure.0) <small>\(HTML.escaped(figure.1))</small></span>
            <strong>\(HTML.percent(figure.2))</strong>
            <span class="bar"><i style="width:\(HTML.percent(HTML.clamped(figure.2)))%"></i></span>
            </div>
            """
        }
        return "<div class=\"figures\">\n\(cards.joined(separator: "\n"))\n</div>"
    }

    private static func table(_ summaries: [ReportContents.Summary]) -> String {
        guard !summaries.isEmpty else { return "" }
        let rows = summaries.map {
            """
            <tr><th scope="row">\(HTML.escaped($0.name))</th><td><b>\(HTML.percent($0.pq))</b></td>\
            <td>\(HTML.percent($0.sq))</td>\
            <td>\(HTML.percent($0.rq))</td><td>\($0.classes)</td></tr>
            """
        }
        return """
            <div class="block"><h3>Panoptic quality</h3>
            <table class="plain">
            <thead><tr><th scope="col">Classes</th>\
            <th scope="col"><abbr title="Panoptic quality: SQ times RQ of each class">PQ</abbr></th>\
            <th scope="col"><abbr title="Segmentation quality: mean IoU of the matched segments">SQ</abbr></th>\
            <th scope="col"><abbr title="Recognition quality: F1 score of the segments">RQ</abbr></th>\
            <th scope="col">Number</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table></div>
            """
    }

    private static func list(_ title: String, _ pairs: [(String, String)]) -> String {
        guard !pairs.isEmpty else { return "" }
        let rows = pairs.map { "<dt>\(HTML.escaped($0.0))</dt><dd>\(HTML.escaped($0.1))</dd>" }
        return
            "<div class=\"block\"><h3>\(title)</h3>\n<dl class=\"pairs\">\n\(rows.joined(separator: "\n"))\n</dl></div>"
    }
}
