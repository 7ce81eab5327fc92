import Images

/// What a network should answer for one picture: arrays [height][width].
public struct Targets: Equatable, Sendable {
    public let width: Int
    public let height: Int
    /// Semantic channel of each pixel; the void channel where no class is known.
    public let semantic: [UInt8]
    /// Number of each pixel's object: 1 + its index in `objects`; 0: none.
    public let object: [UInt16]
    /// By thing, then by ascending id.
    public let objects: [ObjectRegion]
    /// For each pixel, whether it may belong to an object that the labels do not tell: it is void, or of a crowd.
    public let mayBeObject: [Bool]
}

extension TrainingClasses {
    /// Decodes an instanceIds map. A thing's bare id (a crowd) is "some thing", but no object; ids of no class are
    /// void.
    public func targets(of map: LabelMap16) -> Targets {
        let objects = ObjectRegion.find(in: map, things: thingOfID)
        var numbers = [UInt16](repeating: 0, count: InstanceIDs.count)
        for (index, region) in objects.enumerated() { numbers[Int(region.id)] = UInt16(index + 1) }

        let pixels = map.labels.count
        var semantic: [UInt8] = []
        let object = [UInt16](unsafeUninitializedCapacity: pixels) { object, objectCount in
            semantic = [UInt8](unsafeUninitializedCapacity: pixels) { semantic, semanticCount in
                map.labels.withUnsafeBufferPointer {
                    InstanceIDs.forEachRun($0) { id, start, count in
                        (semantic.baseAddress! + start).initialize(repeating: semanticOfID[Int(id)], count: count)
                        (object.baseAddress! + start).initialize(repeating: numbers[Int(id)], count: count)
                    }
                }
                semanticCount = pixels
            }
            objectCount = pixels
        }
        return Targets(
            width: map.width, height: map.height, semantic: semantic, object: object, objects: objects,
            mayBeObject: map.labels.map { mayBeObject[Int($0)] })
    }
}
