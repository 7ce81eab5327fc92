import CPanSECB
import Images
import PanSECB

/// What was made of a picture.
public struct Prediction: Sendable {
    public let width: Int, height: Int
    /// The pixels' `PanopticID`s.
    public var panoptic: [UInt32]
    /// The pixels' classes by number, PANSECB_NO_CLASS where there is none; empty where it was not asked for.
    public var classes: [UInt8]
    /// Objects in order of discovery, then stuff in order of class.
    public var segments: [pansecb_segment]
    public var timings: pansecb_timings
}

/// Runs pictures of any size through one model; a larger picture than before gets a new session. One caller at a time.
public final class Predictor {
    public let model: Model
    private let threads: Int
    private var session: Session?

    /// - Parameter threads: 0: one for each processor.
    public init(_ model: Model, threads: Int) {
        self.model = model
        self.threads = threads
    }

    /// The whole task. - Parameter options: nil: the model's.
    public func segment(_ picture: Picture, _ options: pansecb_options? = nil) throws -> Prediction {
        let session = try session(width: picture.width, height: picture.height)
        return try prediction(session, picture.width, picture.height) { result in
            try picture.withImage { try session.segment($0, options: options, result: &result) }
        }
    }

    /// The second half of the task: what is made of outputs.
    public func segment(
        _ outputs: RawOutputs, _ options: pansecb_options? = nil, withClasses: Bool = false
    ) throws -> Prediction {
        let session = try session(width: outputs.width, height: outputs.height)
        return try prediction(session, outputs.width, outputs.height, withClasses: withClasses) { result in
            try outputs.semantic.withUnsafeBufferPointer { semantic in
                try outputs.instance.withUnsafeBufferPointer { instance in
                    try session.segmentOutputs(
                        semantic: semantic.isEmpty ? nil : semantic.baseAddress,
                        instance: instance.isEmpty ? nil : instance.baseAddress,
                        width: outputs.width, height: outputs.height, options: options, result: &result)
                }
            }
        }
    }

    /// The first half of the task.
    /// - Parameter flip: the mean over the picture and its mirror image.
    public func outputs(_ picture: Picture, flip: Bool = false) throws -> RawOutputs {
        let straight = try forward(picture)
        return flip ? straight.averaged(withMirrored: try forward(try picture.mirrored())) : straight
    }

    private func forward(_ picture: Picture) throws -> RawOutputs {
        let session = try session(width: picture.width, height: picture.height), pixels = picture.width * picture.height
        try PictureMemory.require(
            4 * pixels * (model.architecture.semanticChannels + model.architecture.instanceChannels))
        var outputs = RawOutputs(
            width: picture.width, height: picture.height,
            semantic: [Float](repeating: 0, count: model.architecture.semanticChannels * pixels),
            instance: [Float](repeating: 0, count: model.architecture.instanceChannels * pixels))
        try outputs.semantic.withUnsafeMutableBufferPointer { semantic in
            try outputs.instance.withUnsafeMutableBufferPointer { instance in
                try picture.withImage {
                    try session.forward(
                        $0, semantic: semantic.isEmpty ? nil : semantic.baseAddress,
                        instance: instance.isEmpty ? nil : instance.baseAddress)
                }
            }
        }
        return outputs
    }

    private func prediction(
        _ session: Session, _ width: Int, _ height: Int, withClasses: Bool = false,
        _ body: (inout pansecb_result) throws -> Void
    ) throws -> Prediction {
        try PictureMemory.require(4 * width * height)
        var map = [UInt32](repeating: 0, count: width * height)
        var classes = [UInt8](repeating: 0, count: withClasses ? width * height : 0)
        var table = [pansecb_segment](repeating: pansecb_segment(), count: 1024)
        while true {
            var count = 0
            try map.withUnsafeMutableBufferPointer { map in
                try classes.withUnsafeMutableBufferPointer { classes in
                    try table.withUnsafeMutableBufferPointer { table in
                        var result = pansecb_result_empty()
                        result.panoptic_map = map.baseAddress
                        result.panoptic_stride = width
                        if withClasses {
                            result.class_map = classes.baseAddress
                            result.class_stride = width
                        }
                        result.segments = table.baseAddress
                        result.segment_capacity = UInt32(table.count)
                        try body(&result)
                        count = Int(result.segment_count)
                    }
                }
            }
            if count <= table.count {
                return Prediction(
                    width: width, height: height, panoptic: map, classes: classes, segments: Array(table[..<count]),
                    timings: session.timings)
            }
            table = [pansecb_segment](repeating: pansecb_segment(), count: count)
        }
    }

    /// A session for pictures of that size; the one before, if it will do.
    public func session(width: Int, height: Int) throws -> Session {
        if let session, session.maxWidth >= width, session.maxHeight >= height { return session }
        let width = max(width, session?.maxWidth ?? 0), height = max(height, session?.maxHeight ?? 0)
        session = nil  // before the new one takes its memory
        let made = try Session.make(model: model, maxWidth: width, maxHeight: height, threads: threads)
        session = made
        return made
    }
}

extension Picture {
    /// Its pixels as the library takes them, while `body` runs.
    public func withImage(_ body: (pansecb_image) throws -> Void) throws {
        try pixels.withUnsafeBytes {
            try body(pansecb_image_of(PANSECB_RGB8, $0.baseAddress, UInt32(width), UInt32(height), 3 * width))
        }
    }

    /// Left and right exchanged.
    func mirrored() throws -> Picture {
        try PictureMemory.require(pixels.count)
        var mirrored = pixels
        for y in 0..<height {
            for x in 0..<width {
                let from = 3 * (y * width + width - 1 - x), to = 3 * (y * width + x)
                for channel in 0..<3 { mirrored[to + channel] = pixels[from + channel] }
            }
        }
        return try Picture(width: width, height: height, pixels: mirrored)
    }
}
