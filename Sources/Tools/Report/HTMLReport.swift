import Images

/// An evaluation as one HTML file that needs nothing else: no network, no other file. It works from a disk, in light
/// and dark, on wide and narrow screens, by mouse, touch and keyboard, and on paper.
public enum HTMLReport {
    /// - Parameter pictureWidth: pictures that are wider are shrunk to this width, so that the file stays small.
    ///
    /// Throws `ImageError` where a picture cannot be encoded.
    public static func html(_ contents: ReportContents, pictureWidth: Int = 1280) throws -> String {
        let sections = [
            SummarySection.html(contents),
            ClassSection.html(contents.classes),
            contents.confusion.flatMap(ConfusionSection.html),
            CurveSection.html(contents.curves),
            try ImageSection.html(contents.worst, id: "worst", title: "Worst images", pictureWidth: pictureWidth),
            try ImageSection.html(contents.best, id: "best", title: "Best images", pictureWidth: pictureWidth),
        ].compactMap { $0 }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <title>\(HTML.escaped(contents.title)): panoptic quality</title>
            <style>
            \(Stylesheet.page)\(Stylesheet.tables)\(Stylesheet.pictures)
            </style>
            </head>
            <body>
            <a class="skip" href="#summary">Skip to the results</a>
            \(header(contents, sections))
            <main>
            \(sections.map(\.html).joined(separator: "\n"))
            </main>
            \(sections.contains { $0.hasImages } ? ImageSection.lightbox : "")
            <script>
            "use strict";
            {
            \(Script.page)\(Script.tables)\(Script.pictures)\(Script.lightbox)
            document.documentElement.dataset.ready = "true";
            }
            </script>
            </body>
            </html>

            """
    }

    /// Even if a text smuggled in a reference, nothing would be fetched.
    private static let policy =
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"

    private static func header(_ contents: ReportContents, _ sections: [Section]) -> String {
        let facts = [
            ("Model", contents.model), ("Data", contents.data), ("Split", contents.split),
            ("Images", HTML.count(contents.images)),
            ("Date", contents.date),
        ].filter { !$0.1.isEmpty }
        return """
            <header>
            <h1>\(HTML.escaped(contents.title))</h1>
            <dl class="facts">
            \(facts.map { "<div><dt>\($0.0)</dt><dd>\(HTML.escaped($0.1))</dd></div>" }.joined(separator: "\n"))
            </dl>
            </header>
            <nav aria-label="Sections">
            \(sections.map { "<a href=\"#\($0.id)\">\($0.title)</a>" }.joined(separator: "\n"))
            <button type="button" id="theme" title="Colours: as the system has them, light, or dark">Colours: \
            <span>auto</span></button>
            </nav>
            """
    }
}

/// A part of the page.
struct Section {
    var id: String
    var title: String
    var body: String
    var hasImages = false

    var html: String {
        """
        <section id="\(id)" aria-labelledby="\(id)-title">
        <h2 id="\(id)-title">\(title)</h2>
        \(body)
        </section>
        """
    }
}
