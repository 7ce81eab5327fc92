import CPanSECB
import PanSECB
import Predictions

/// All results of a frame, in arrays. Maps may have padding behind and before their rows.
struct TestMaps: Equatable {
    let width: Int
    let height: Int
    let padding: Int
    /// The rows lie in memory from the lowest to the highest.
    let upwards: Bool
    private(set) var classMemory: [UInt8]
    private(set) var instanceMemory: [UInt32]
    private(set) var panopticMemory: [UInt32]
    private(set) var confidenceMemory: [Float]
    private(set) var segments: [pansecb_segment] = []

    /// What the memory holds before: no legal value of any map.
    static let untouchedByte: UInt8 = 0xEE
    static let untouched: UInt32 = 0xEEEE_EEEE

    private init(width: Int, height: Int, padding: Int, upwards: Bool) {
        self.width = width
        self.height = height
        self.padding = padding
        self.upwards = upwards
        let count = padding + height * (width + padding)
        classMemory = [UInt8](repeating: TestMaps.untouchedByte, count: count)
        instanceMemory = [UInt32](repeating: TestMaps.untouched, count: count)
        panopticMemory = [UInt32](repeating: TestMaps.untouched, count: count)
        confidenceMemory = [Float](repeating: Float(bitPattern: TestMaps.untouched), count: count)
    }

    /// Says what is not equal, in few words; nil: nothing.
    func difference(from other: TestMaps) -> String? {
        func differ<Value: Equatable>(_ name: String, _ a: [Value], _ b: [Value]) -> String? {
            guard a != b else { return nil }
            let places = zip(a, b).enumerated().filter { $1.0 != $1.1 }.map(\.offset)
            let first = places.first.map { "first at \($0): \(a[$0]) and \(b[$0])" } ?? "other counts"
            return "\(name): \(places.count) of \(a.count), \(first)"
        }
        return differ("class map", classMemory, other.classMemory) ?? differ(
            "instance map", instanceMemory, other.instanceMemory)
            ?? differ("panoptic map", panopticMemory, other.panopticMemory) ?? differ(
                "confidence map", confidenceMemory, other.confidenceMemory)
            ?? differ("segments", segments.map { "\($0)" }, other.segments.map { "\($0)" })
    }

    /// The whole task.
    static func of(
        _ image: TestImage, _ session: Session, options: pansecb_options? = nil, padding: Int = 0, upwards: Bool = false
    ) throws -> TestMaps {
        var maps = TestMaps(width: image.width, height: image.height, padding: padding, upwards: upwards)
        try maps.fill { result in try image.withImage { try session.segment($0, options: options, result: &result) } }
        return maps
    }

    /// Clustering alone.
    static func of(
        _ outputs: RawOutputs, _ session: Session, options: pansecb_options? = nil, padding: Int = 0,
        upwards: Bool = false
    ) throws -> TestMaps {
        var maps = TestMaps(width: outputs.width, height: outputs.height, padding: padding, upwards: upwards)
        try maps.fill { result in
            try outputs.semantic.withUnsafeBufferPointer { semantic in
                try outputs.instance.withUnsafeBufferPointer { instance in
                    try session.segmentOutputs(
                        semantic: semantic.isEmpty ? nil : semantic.baseAddress,
                        instance: instance.isEmpty ? nil : instance.baseAddress,
                        width: outputs.width, height: outputs.height, options: options, result: &result)
                }
            }
        }
        return maps
    }

    private mutating func fill(_ run: (inout pansecb_result) throws -> Void) throws {
        let stride = (upwards ? -1 : 1) * (width + padding)
        let start = padding + (upwards ? (height - 1) * (width + padding) : 0)
        var result = pansecb_result_empty()
        result.class_stride = stride
        result.instance_stride = stride
        result.panoptic_stride = stride
        result.confidence_stride = stride
        var rows = [pansecb_segment](repeating: pansecb_segment(), count: 4096)
        try classMemory.withUnsafeMutableBufferPointer { classes in
            try instanceMemory.withUnsafeMutableBufferPointer { instances in
                try panopticMemory.withUnsafeMutableBufferPointer { panoptic in
                    try confidenceMemory.withUnsafeMutableBufferPointer { confidence in
                        try rows.withUnsafeMutableBufferPointer { rows in
                            result.class_map = classes.baseAddress! + start
                            result.instance_map = instances.baseAddress! + start
                            result.panoptic_map = panoptic.baseAddress! + start
                            result.confidence_map = confidence.baseAddress! + start
                            result.segments = rows.baseAddress
                            result.segment_capacity = UInt32(rows.count)
                            try run(&result)
                        }
                    }
                }
            }
        }
        guard result.segment_count <= rows.count else { throw Surprise("\(result.segment_count) segments") }
        segments = Array(rows.prefix(Int(result.segment_count)))
    }

    static func == (a: TestMaps, b: TestMaps) -> Bool {
        a.isEqualButForConfidence(to: b) && a.confidence.map(\.bitPattern) == b.confidence.map(\.bitPattern)
    }

    func isEqualButForConfidence(to other: TestMaps) -> Bool {
        classes == other.classes && instances == other.instances && panoptic == other.panoptic
            && segments.map(SegmentRow.init) == other.segments.map(SegmentRow.init)
    }
}

// MARK: - Maps without padding, from the top to the bottom

extension TestMaps {
    var classes: [UInt8] { dense(classMemory) }
    var instances: [UInt32] { dense(instanceMemory) }
    var panoptic: [UInt32] { dense(panopticMemory) }
    var confidence: [Float] { dense(confidenceMemory) }

    private func dense<Element>(_ memory: [Element]) -> [Element] {
        (0..<height).flatMap { y in memory[rowStart(y)..<rowStart(y) + width] }
    }

    /// Whether everything between the rows is as it was.
    var paddingIsUntouched: Bool {
        var inside = [Bool](repeating: false, count: classMemory.count)
        for y in 0..<height { for x in 0..<width { inside[rowStart(y) + x] = true } }
        return inside.indices.allSatisfy {
            inside[$0]
                || classMemory[$0] == TestMaps.untouchedByte && instanceMemory[$0] == TestMaps.untouched
                    && panopticMemory[$0] == TestMaps.untouched && confidenceMemory[$0].bitPattern == TestMaps.untouched
        }
    }

    private func rowStart(_ y: Int) -> Int {
        padding + (upwards ? height - 1 - y : y) * (width + padding)
    }
}

/// A row of the segment table that can be compared.
struct SegmentRow: Equatable {
    let numbers: [UInt32]
    let measures: [Float]

    init(_ s: pansecb_segment) {
        numbers = [s.id, s.class_index, s.instance, s.thing, s.area, s.box_x, s.box_y, s.box_width, s.box_height]
        measures = [s.centre_x, s.centre_y, s.score, s.sigma.0, s.sigma.1]
    }
}
