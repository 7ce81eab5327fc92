import Images

/// Images side by side: input, truth, prediction and errors, moved and enlarged together.
enum ImageSection {
    static func html(_ rows: [ReportContents.ImageRow], id: String, title: String, pictureWidth: Int) throws -> Section?
    {
        guard !rows.isEmpty else { return nil }
        let articles = try rows.enumerated().map { try article($1, id: "\(id)-\($0 + 1)", pictureWidth) }
        return Section(
            id: id, title: title,
            body: """
                <p class="hint">Click for full size; drag, pinch or Ctrl + wheel to look closer at all four. \(key)</p>
                \(articles.joined(separator: "\n"))
                """,
            hasImages: true)
    }

    private static let key = """
        <span class="key"><i class="missed"></i>missed object</span> \
        <span class="key"><i class="false"></i>false object</span> \
        <span class="key"><i class="both"></i>both</span> <span class="key"><i class="wrong"></i>wrong class</span> \
        <span class="key"><i class="void"></i>not counted</span>
        """

    private static func article(_ row: ReportContents.ImageRow, id: String, _ pictureWidth: Int) throws -> String {
        let name = HTML.escaped(row.name)
        let wrong = HTML.percent(row.wrongClass)
        let pictures = [
            ("Input", row.input, "\(row.name), as the camera saw it"),
            ("Truth", row.truth, "\(row.name), what is there"),
            ("Prediction", row.prediction, "\(row.name), what was found"),
            (
                "Errors", row.errors,
                "\(row.name), errors: \(row.missed) missed and \(row.falsePositives) false objects, "
                    + "\(wrong) % of the pixels of a wrong class"
            ),
        ]
        let panels = try pictures.map { title, picture, text in
            let shown = try picture.shrunk(toWidth: pictureWidth)
            return """
                <figure><button type="button" class="panel" aria-label="\(title) of \(name) in full size">\
                <img src="\(try DataURI.of(shown))" \
                width="\(shown.width)" height="\(shown.height)" alt="\(HTML.escaped(text))" decoding="async" \
                draggable="false"></button>\
                <figcaption>\(title)</figcaption></figure>
                """
        }
        return """
            <article id="\(id)" data-name="\(name)">
            <div class="about"><h3>\(name)</h3>
            <p><span class="badge">PQ <b>\(HTML.percent(row.pq))</b></span> <span><b>\(row.missed)</b> missed</span> \
            <span><b>\(row.falsePositives)</b> false</span> <span><b>\(wrong) %</b> wrong class</span></p>
            <div class="tools" role="group" aria-label="Enlarge \(name)"><button type="button" data-zoom="in" \
            aria-label="Larger" title="Larger">+</button>\
            <button type="button" data-zoom="out" aria-label="Smaller" title="Smaller">−</button>\
            <button type="button" data-zoom="reset" aria-label="Whole picture" \
            title="Whole picture">⤢</button></div></div>
            <div class="panels">
            \(panels.joined(separator: "\n"))
            </div>
            </article>
            """
    }

    /// Over the page: one picture as large as the window has room for.
    static let lightbox = """
        <dialog id="lightbox" aria-label="Picture in full size">
        <div class="top"><div class="tabs" role="group" aria-label="Picture"></div>
        <h2 aria-live="polite"></h2>
        <div class="tools"><button type="button" data-zoom="in" aria-label="Larger" title="Larger (+)">+</button>\
        <button type="button" data-zoom="out" aria-label="Smaller" title="Smaller (−)">−</button>\
        <button type="button" data-zoom="reset" aria-label="Whole picture" title="Whole picture (0)">⤢</button>\
        <button type="button" id="close" aria-label="Close" title="Close (Esc)">✕</button></div></div>
        <div class="stage" tabindex="-1" autofocus><img alt="" draggable="false"></div>
        <p class="help">\(key)</p>
        <p class="help keys"><kbd>←</kbd><kbd>→</kbd> input, truth, prediction, errors \
        <kbd>↑</kbd><kbd>↓</kbd> other images \
        <kbd>+</kbd><kbd>−</kbd><kbd>0</kbd> or wheel: enlarge <kbd>Esc</kbd> close</p>
        </dialog>
        """
}
