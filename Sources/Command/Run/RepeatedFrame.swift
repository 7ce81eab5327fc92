import CPanSECB
import Images
import PanSECB
import Predictions

/// One picture again and again into the same buffers, as a host runs the library: nothing but the library's own work.
final class RepeatedFrame {
    let session: Session
    private let picture: Picture
    private var semantic: [Float] = [], instance: [Float] = []
    private var map: [UInt32] = [], segments: [pansecb_segment] = []

    /// - Parameter raw: the network with its outputs, without what is made of them.
    init(_ predictor: Predictor, _ picture: Picture, raw: Bool) throws {
        session = try predictor.session(width: picture.width, height: picture.height)
        self.picture = picture
        let pixels = picture.width * picture.height, architecture = predictor.model.architecture
        if raw {
            semantic = [Float](repeating: 0, count: architecture.semanticChannels * pixels)
            instance = [Float](repeating: 0, count: architecture.instanceChannels * pixels)
        } else {
            map = [UInt32](repeating: 0, count: pixels)
            segments = [pansecb_segment](repeating: pansecb_segment(), count: 1024)
        }
    }

    /// Runs the frame; returns how many objects there were.
    func run() throws -> Int { map.isEmpty ? try forward() : try segment() }

    private func forward() throws -> Int {
        try semantic.withUnsafeMutableBufferPointer { semantic in
            try instance.withUnsafeMutableBufferPointer { instance in
                try picture.withImage {
                    try session.forward(
                        $0, semantic: semantic.isEmpty ? nil : semantic.baseAddress,
                        instance: instance.isEmpty ? nil : instance.baseAddress)
                }
            }
        }
        return 0
    }

    private func segment() throws -> Int {
        try map.withUnsafeMutableBufferPointer { map in
            try segments.withUnsafeMutableBufferPointer { table in
                var result = pansecb_result_empty()
                result.panoptic_map = map.baseAddress
                result.panoptic_stride = picture.width
                result.segments = table.baseAddress
                result.segment_capacity = UInt32(table.count)
                try picture.withImage { try session.segment($0, options: nil, result: &result) }
                return table.prefix(Int(result.segment_count)).count { $0.thing == 1 }
            }
        }
    }
}
