import CPanSECB

/// Writes the segment table: objects in order of discovery, then stuff in order of class.
enum SegmentList {
    static func write(_ table: ObjectTable, _ model: Model, _ result: inout pansecb_result) {
        result.segment_count = 0
        for number in 0..<table.count {
            let object = table.objects[number]
            guard object.extent.area > 0 else { continue }
            var segment = pansecb_segment(object.extent)
            segment.id = object.id
            segment.class_index = UInt32(object.classIndex)
            segment.instance = UInt32(truncatingIfNeeded: number + 1)
            segment.thing = 1
            segment.score = object.score
            segment.sigma = (object.bandwidthX, object.bandwidthY)
            append(segment, &result)
        }
        for (index, entry) in model.classes.enumerated() where table.stuff[index].area > 0 {
            var segment = pansecb_segment(table.stuff[index])
            segment.id = UInt32(truncatingIfNeeded: entry.labelID)
            segment.class_index = UInt32(truncatingIfNeeded: index)
            segment.score = 1
            append(segment, &result)
        }
    }

    /// A caller compiled with another version may have longer or shorter rows than this library.
    private static func append(_ segment: pansecb_segment, _ result: inout pansecb_result) {
        defer { result.segment_count += 1 }
        guard let rows = result.segments, result.segment_count < result.segment_capacity else { return }
        let size = Int(result.segment_size), known = min(size, MemoryLayout<pansecb_segment>.size)
        let row = UnsafeMutableRawPointer(rows) + Int(result.segment_count) * size
        withUnsafeBytes(of: segment) { row.copyMemory(from: $0.baseAddress!, byteCount: known) }
        if size > known { (row + known).initializeMemory(as: UInt8.self, repeating: 0, count: size - known) }
    }
}

extension pansecb_segment {
    fileprivate init(_ extent: Extent) {
        self.init()
        area = UInt32(truncatingIfNeeded: extent.area)
        box_x = UInt32(truncatingIfNeeded: extent.left)
        box_y = UInt32(truncatingIfNeeded: extent.top)
        box_width = UInt32(truncatingIfNeeded: extent.right - extent.left + 1)
        box_height = UInt32(truncatingIfNeeded: extent.bottom - extent.top + 1)
        centre_x = Float(Double(extent.sumX) / Double(extent.area))
        centre_y = Float(Double(extent.sumY) / Double(extent.area))
    }
}
