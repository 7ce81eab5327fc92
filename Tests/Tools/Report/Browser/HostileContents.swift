import Images
import Report

/// Texts that would be code if they were not escaped, and numbers that are none.
enum HostileContents {
    static func contents() throws -> ReportContents {
        let bad =
            "</script><script>throw 'escaped'</script><img src=x onerror=\"throw 1\"> & \"quotes\" "
            + "'single' \u{0} \u{1b}[31m"
        let dot = try Picture(width: 1, height: 1, pixels: [1, 2, 3])
        return ReportContents(
            title: bad, model: bad, data: bad, split: bad, date: bad, images: .max, meanIoU: .nan, accuracy: .infinity,
            settings: [(bad, bad)], timing: [(bad, bad)],
            summaries: [.init(name: bad, pq: -.infinity, sq: .nan, rq: 7, classes: -1)],
            classes: [
                .init(
                    name: bad, red: 0, green: 0, blue: 0, isThing: true, pq: .nan, sq: -3, rq: 1e300,
                    truePositives: .max, falsePositives: -5),
                .init(name: "", red: 255, green: 255, blue: 255, isThing: false),
            ],
            confusion: .init(classes: [bad, ""], counts: [[.max, 1, 0], [0, 0, 0]]),
            curves: [
                .init(parameter: bad, points: [(.nan, 1), (1, .nan)], chosen: .nan),
                .init(parameter: bad, points: [(0.5, 0.5)], chosen: .infinity),
                .init(parameter: "flat", points: [(1, 0.3), (2, 0.3), (1e9, 0.3)], chosen: 2),
            ],
            worst: [
                .init(
                    name: bad, pq: .nan, missed: -1, falsePositives: .max, wrongClass: .nan, input: dot, truth: dot,
                    prediction: dot, errors: dot)
            ])
    }
}
