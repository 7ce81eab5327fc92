import Evaluation
import PanopticFiles

/// An image of a set in COCO's panoptic format.
struct PanopticSegments: Sendable {
    let folder: PanopticFolder
    let annotation: PanopticFile.Annotation
    /// Index of each category's id.
    let categories: [Int: Int]

    /// Throws where the JSON and PNG files contradict each other.
    func draw() throws -> SegmentCanvas {
        let map = try folder.map(annotation, categories: Set(categories.keys), isTruth: true)
        var canvas = try SegmentCanvas(width: map.width, height: map.height)
        var segments: [UInt32: UInt32] = [0: 0]
        for segment in annotation.segments {
            guard let category = categories[segment.category] else { continue }
            do throws(ShapeFault) {
                segments[UInt32(segment.id)] = try canvas.add(
                    .init(category: category, isCrowd: segment.isCrowd?.isSet == true))
            } catch {
                throw ImportError(error.kind, map.path, error.problem)
            }
        }
        map.runs.forEach { id, pixels in canvas.fill(pixels, segments[id] ?? 0) }
        return canvas
    }
}
