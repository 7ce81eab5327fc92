import CPanSECB
import Images
import PanSECB

/// What was found in one picture or frame: NAME_segments.json, and an element of what `run --json` prints.
struct SegmentReport: Encodable {
    struct Segment: Encodable {
        /// Value in the panoptic map.
        let id: UInt32
        let labelID: Int
        let name: String
        let thing: Bool
        let area: UInt32
        /// Left, top, width, height.
        let box: [UInt32]
        /// x, y.
        let centre: [Float]
        let score: Float
    }

    struct Milliseconds: Encodable {
        let network: Double
        let clustering: Double
        let output: Double
        let total: Double
    }

    let image: String
    let width: Int
    let height: Int
    let milliseconds: Milliseconds
    /// Seeds from which an object was looked for; whether there were more than --max-attempts.
    let attempts: Int
    let cutShort: Bool
    let segments: [Segment]

    init(_ frame: SegmentedFrame, _ classes: [ClassEntry]) {
        let picture = frame.picture, result = frame.result
        image = frame.input.name
        width = picture.width
        height = picture.height
        let t = result.timings
        func ms(_ nanoseconds: UInt64) -> Double { (Double(nanoseconds) / 1e4).rounded() / 100 }
        milliseconds = Milliseconds(
            network: ms(t.input + t.encoder + t.semantic + t.instance), clustering: ms(t.clustering),
            output: ms(t.output), total: ms(t.total))
        attempts = result.attempts
        cutShort = result.isCutShort
        segments = result.segments.map {
            let entry = classes[Int($0.class_index)]
            return Segment(
                id: $0.id, labelID: entry.labelID, name: entry.name, thing: $0.thing == 1, area: $0.area,
                box: [$0.box_x, $0.box_y, $0.box_width, $0.box_height], centre: [$0.centre_x, $0.centre_y],
                score: $0.score)
        }
    }

    var summary: String {
        let objects = segments.filter(\.thing).count
        return
            "\(width) x \(height), \(objects) objects, \(segments.count - objects) stuff classes, "
            + "\(milliseconds.total) ms"
    }
}
