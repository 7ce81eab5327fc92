import CPanSECB
import Images
import PanSECB

/// Runs pictures of any size through one model. One caller at a time.
public final class Predictor {
    public let model: Model
    /// The size at which the network sees pictures.
    public let size: InputSize
    private let sessions: Sessions

    /// - Parameter threads: 0: one for each processor.
    public init(_ model: Model, threads: Int, size: InputSize = .image) {
        self.model = model
        self.size = size
        sessions = Sessions(model, threads: threads)
    }

    /// The size at which the network sees a picture of that size.
    public func size(ofWidth width: Int, height: Int) -> (width: Int, height: Int) {
        size.size(for: (width, height), model)
    }

    /// The picture as the network sees it.
    private func scaled(_ picture: Picture) throws -> Picture {
        let (width, height) = size(ofWidth: picture.width, height: picture.height)
        return try picture.resized(width: width, height: height)
    }

    /// The whole task; the result has the picture's own size. - Parameter options: nil: the model's.
    public func segment(_ picture: Picture, _ options: pansecb_options? = nil) throws -> Prediction {
        let scaled = try scaled(picture), session = try session(width: scaled.width, height: scaled.height)
        let prediction = try prediction(session, scaled.width, scaled.height) { result in
            try scaled.withImage { try session.segment($0, options: options, result: &result) }
        }
        return try prediction.scaled(toWidth: picture.width, height: picture.height)
    }

    /// The second half of the task: what is made of outputs, at their size.
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

    /// The first half of the task, at the size at which the network sees the picture.
    /// - Parameter flip: the mean over the picture and its mirror image.
    public func outputs(_ picture: Picture, flip: Bool = false) throws -> RawOutputs {
        let picture = try scaled(picture), straight = try forward(picture)
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
            var count = 0, attempts = 0, isCutShort = false
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
                        (attempts, isCutShort) = (Int(result.attempts), result.cut_short != 0)
                    }
                }
            }
            if count <= table.count {
                return Prediction(
                    width: width, height: height, seen: (width, height), panoptic: map, classes: classes,
                    segments: Array(table[..<count]), timings: session.timings, attempts: attempts,
                    isCutShort: isCutShort)
            }
            table = [pansecb_segment](repeating: pansecb_segment(), count: count)
        }
    }

    /// A session for pictures that the network sees at that size.
    public func session(width: Int, height: Int) throws -> Session {
        try sessions.session(width: width, height: height)
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
