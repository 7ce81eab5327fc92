/// Quality against each parameter that was searched.
enum CurveSection {
    static func html(_ curves: [ReportContents.Curve]) -> Section? {
        let charts = curves.compactMap(chart)
        guard !charts.isEmpty else { return nil }
        return Section(
            id: "thresholds", title: "Thresholds",
            body: """
                <p class="hint">PQ for the values that were tried; the chosen ones are marked.</p>
                <div class="charts">
                \(charts.joined(separator: "\n"))
                </div>
                """)
    }

    private static let width = 420.0, height = 210.0
    private static let left = 46.0, right = 14.0, top = 16.0, bottom = 40.0

    private static func chart(_ curve: ReportContents.Curve) -> String? {
        let points = curve.points.filter { $0.value.isFinite && $0.pq.isFinite }.sorted { $0.value < $1.value }
        guard let lowest = points.map(\.pq).min(), let highest = points.map(\.pq).max() else { return nil }
        let x = Axis(values: points.map(\.value)), y = Axis(100 * lowest, 100 * highest)
        func across(_ value: Double) -> String {
            HTML.number(left + x.place(value) * (width - left - right), digits: 1)
        }
        func down(_ value: Double) -> String {
            HTML.number(height - bottom - y.place(value) * (height - top - bottom), digits: 1)
        }
        var svg = y.ticks.map { tick in
            """
            <line class="grid" x1="\(left)" x2="\(width - right)" y1="\(down(tick))" y2="\(down(tick))"/>\
            <text x="\(left - 8)" y="\(down(tick))" text-anchor="end" \
            dominant-baseline="middle">\(HTML.short(tick))</text>
            """
        }
        svg += x.ticks.map {
            "<text x=\"\(across($0))\" y=\"\(height - bottom + 18)\" text-anchor=\"middle\">\(HTML.short($0))</text>"
        }
        let name = HTML.escaped(curve.parameter)
        svg.append(
            "<text class=\"title\" x=\"\((left + width - right) / 2)\" y=\"\(height - 4)\" "
                + "text-anchor=\"middle\">\(name)</text>"
        )
        svg.append(
            "<polyline points=\"\(points.map { "\(across($0.value)),\(down(100 * $0.pq))" }.joined(separator: " "))\"/>"
        )
        if x.contains(curve.chosen) {
            svg.append(
                "<line class=\"chosen\" x1=\"\(across(curve.chosen))\" x2=\"\(across(curve.chosen))\" y1=\"\(top)\" "
                    + "y2=\"\(height - bottom)\"/>"
            )
        }
        svg += points.map { point in
            let isChosen = point.value == curve.chosen
            return """
                <circle\(isChosen ? " class=\"chosen\"" : "") cx="\(across(point.value))" cy="\(down(100 * point.pq))" \
                r="\(isChosen ? 6 : 3.5)">\
                <title>\(name) \(HTML.short(point.value)): PQ \(HTML.number(100 * point.pq, digits: 2))</title></circle>
                """
        }
        let text =
            "PQ against \(curve.parameter): \(HTML.percent(lowest)) to \(HTML.percent(highest)), "
            + "chosen \(HTML.short(curve.chosen))"
        return """
            <figure><figcaption>\(name) <b>\(HTML.short(curve.chosen))</b></figcaption>
            <svg viewBox="0 0 \(Int(width)) \(Int(height))" role="img" aria-label="\(HTML.escaped(text))">
            \(svg.joined(separator: "\n"))
            </svg></figure>
            """
    }
}
