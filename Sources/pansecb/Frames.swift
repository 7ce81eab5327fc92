import CPanSECB
import Images
import PanSECB

/// Runs pictures of any size through one model; a larger picture than before gets a new session.
final class Frames {
    let model: Model
    private let threads: Int
    private(set) var session: Session?

    init(model path: String, threads: Int) throws {
        model = try Model.load(path: path)
        self.threads = threads
    }

    /// What the panoptic run gives for one picture.
    struct Result {
        var panopticMap: [UInt32]
        var segments: [pansecb_segment]
        var timings: pansecb_timings
    }

    func segment(_ picture: Picture) throws -> Result {
        let session = try session(for: picture)
        var map = [UInt32](repeating: 0, count: picture.width * picture.height)
        var segments = [pansecb_segment](repeating: pansecb_segment(), count: 256)
        while true {
            var count = 0
            try map.withUnsafeMutableBufferPointer { map in
                try segments.withUnsafeMutableBufferPointer { table in
                    var result = pansecb_result_empty()
                    result.panoptic_map = map.baseAddress
                    result.panoptic_stride = picture.width
                    result.segments = table.baseAddress
                    result.segment_capacity = UInt32(table.count)
                    try withImage(picture) { try session.segment($0, options: nil, result: &result) }
                    count = Int(result.segment_count)
                }
            }
            if count <= segments.count {
                return Result(panopticMap: map, segments: Array(segments[..<count]), timings: session.timings)
            }
            segments = [pansecb_segment](repeating: pansecb_segment(), count: count)
        }
    }

    /// Raw outputs, [channels][height][width]; empty where the network has none.
    func forward(_ picture: Picture) throws -> (semantic: [Float], instance: [Float]) {
        let session = try session(for: picture), pixels = picture.width * picture.height
        var semantic = [Float](repeating: 0, count: model.architecture.semanticChannels * pixels)
        var instance = [Float](repeating: 0, count: model.architecture.instanceChannels * pixels)
        try semantic.withUnsafeMutableBufferPointer { semantic in
            try instance.withUnsafeMutableBufferPointer { instance in
                try withImage(picture) {
                    try session.forward(
                        $0, semantic: semantic.isEmpty ? nil : semantic.baseAddress, instance: instance.isEmpty ? nil : instance.baseAddress)
                }
            }
        }
        return (semantic, instance)
    }

    /// One frame after the other into the same buffers, as a host runs the library: nothing but the library's own work. Returns how
    /// many objects there were.
    func prepare(_ picture: Picture, raw: Bool) throws -> () throws -> Int {
        let session = try session(for: picture), pixels = picture.width * picture.height
        if raw {
            var semantic = [Float](repeating: 0, count: model.architecture.semanticChannels * pixels)
            var instance = [Float](repeating: 0, count: model.architecture.instanceChannels * pixels)
            return { [self] in
                try semantic.withUnsafeMutableBufferPointer { semantic in
                    try instance.withUnsafeMutableBufferPointer { instance in
                        try withImage(picture) {
                            try session.forward(
                                $0, semantic: semantic.isEmpty ? nil : semantic.baseAddress,
                                instance: instance.isEmpty ? nil : instance.baseAddress)
                        }
                    }
                }
                return 0
            }
        }
        var map = [UInt32](repeating: 0, count: pixels)
        var segments = [pansecb_segment](repeating: pansecb_segment(), count: 1024)
        return { [self] in
            try map.withUnsafeMutableBufferPointer { map in
                try segments.withUnsafeMutableBufferPointer { table in
                    var result = pansecb_result_empty()
                    result.panoptic_map = map.baseAddress
                    result.panoptic_stride = picture.width
                    result.segments = table.baseAddress
                    result.segment_capacity = UInt32(table.count)
                    try withImage(picture) { try session.segment($0, options: nil, result: &result) }
                    return table.prefix(Int(result.segment_count)).count { $0.thing == 1 }
                }
            }
        }
    }

    private func session(for picture: Picture) throws -> Session {
        if let session, session.maxWidth >= picture.width, session.maxHeight >= picture.height { return session }
        let width = max(picture.width, session?.maxWidth ?? 0), height = max(picture.height, session?.maxHeight ?? 0)
        session = nil   // before the new one takes its memory
        let made = try Session.make(model: model, maxWidth: width, maxHeight: height, threads: threads)
        session = made
        return made
    }

    private func withImage(_ picture: Picture, _ body: (pansecb_image) throws -> Void) throws {
        try picture.pixels.withUnsafeBytes {
            try body(pansecb_image_of(PANSECB_RGB8, $0.baseAddress, UInt32(picture.width), UInt32(picture.height), 3 * picture.width))
        }
    }
}
