import CPanSECB

/// A weight file in memory, checked from its header to its last tensor when it is opened; docs/weight-file.md describes
/// the format. Everything that it returns later was checked here.
struct WeightFile {
    let bytes: UnsafeRawBufferPointer
    let architecture: Architecture
    let classes: [ClassEntry]
    let trainedWidth: Int, trainedHeight: Int
    /// Semantic channel of "some thing".
    let thingsChannel: Int?
    let licence: String, source: String
    let defaults: pansecb_options

    static let headerBytes = 128, classBytes = 32, tensorBytes = 64
    static let maxBytes = 1 << 30, maxText = 1 << 16
    static let magic: [UInt8] = [0x89, 0x50, 0x53, 0x45, 0x43, 0x42, 0x0d, 0x0a]

    /// Size of the whole file by its first bytes; a reader that gets it piece by piece asks this first.
    static func size(header: UnsafeRawBufferPointer) throws(Failure) -> Int {
        for (i, byte) in magic.enumerated() where header.count <= i || header[i] != byte {
            throw Failure(PANSECB_NOT_A_MODEL, "not a .pansecb weight file; make one with 'pansecb convert'")
        }
        guard header.count >= headerBytes else {
            throw Failure(PANSECB_DAMAGED, "cut off: \(header.count) bytes, less than the header")
        }
        let version = header.u32(8)
        guard version == 1 else {
            throw Failure(PANSECB_UNKNOWN_VERSION, "weight file format \(version); this library reads format 1")
        }
        let size = header.u64(16)
        guard size >= UInt64(headerBytes) else {
            throw Failure(PANSECB_DAMAGED, "damaged: the header says \(size) bytes")
        }
        guard size <= UInt64(maxBytes) else {
            throw Failure(PANSECB_LIMIT, "the header says \(size) bytes, the limit is \(maxBytes)")
        }
        return Int(size)
    }

    static func open(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> WeightFile {
        let size = try size(header: bytes)
        guard bytes.count == size else {
            throw Failure(PANSECB_DAMAGED, "damaged: \(bytes.count) bytes, the header says \(size)")
        }
        var checksum = Checksum()
        checksum.add(UnsafeRawBufferPointer(rebasing: bytes[0..<12]))
        withUnsafeBytes(of: UInt32(0)) { checksum.add($0) }
        checksum.add(UnsafeRawBufferPointer(rebasing: bytes[16..<size]))
        guard checksum.value == bytes.u32(12) else { throw Failure(PANSECB_DAMAGED, "damaged: the checksum is wrong") }
        return try WeightFile(checked: bytes)
    }

    private init(checked bytes: UnsafeRawBufferPointer) throws(Failure) {
        guard let kind = ArchitectureKind(rawValue: bytes.u32(24)) else {
            throw Failure(PANSECB_UNSUPPORTED, "architecture \(bytes.u32(24)) is unknown to this library")
        }
        let architecture = Architecture(
            kind: kind, semanticChannels: Int(bytes.u32(28)), sigmas: Int(bytes.u32(32)), things: Int(bytes.u32(36)))
        guard architecture.isValid else {
            throw Failure(PANSECB_DAMAGED, "damaged: channels that the architecture can't have")
        }
        self.bytes = bytes
        self.architecture = architecture
        trainedWidth = Int(bytes.u32(48))
        trainedHeight = Int(bytes.u32(52))
        let limit = Int(PANSECB_MAX_SIDE)
        guard trainedWidth <= limit, trainedHeight <= limit else {
            throw Failure(PANSECB_DAMAGED, "damaged: trained size")
        }
        let channel = bytes.i32(108)
        guard channel >= -1, channel < architecture.semanticChannels else {
            throw Failure(PANSECB_DAMAGED, "damaged: channel of things")
        }
        thingsChannel = channel < 0 ? nil : channel
        for i in 116..<128 where bytes[i] != 0 {
            throw Failure(PANSECB_DAMAGED, "damaged: reserved bytes of the header")
        }
        licence = try bytes.text(72, limit: WeightFile.maxText, "licence")
        source = try bytes.text(80, limit: WeightFile.maxText, "source")
        defaults = try WeightFile.thresholds(bytes)
        classes = try WeightFile.classTable(bytes, architecture, thingsChannel)
    }

    private static func thresholds(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> pansecb_options {
        var options = pansecb_options()
        options.struct_size = UInt32(MemoryLayout<pansecb_options>.size)
        options.seed_threshold = bytes.f32(88)
        options.mask_threshold = bytes.f32(92)
        options.claim_threshold = bytes.f32(96)
        options.unclaimed_share = bytes.f32(100)
        options.min_pixels = bytes.u32(104)
        // Files that say nothing are of the published method.
        options.merge = bytes.u32(112) == 0 ? PANSECB_MERGE_REFERENCE : bytes.u32(112)
        if let wrong = options.wrongField { throw Failure(PANSECB_DAMAGED, "damaged: default \(wrong)") }
        return options
    }

    private static func classTable(
        _ bytes: UnsafeRawBufferPointer, _ architecture: Architecture, _ thingsChannel: Int?
    ) throws(Failure) -> [ClassEntry] {
        let count = Int(bytes.u32(40)), start = Int(bytes.u32(56))
        guard count >= 1, count <= maxClasses, start % 4 == 0, bytes.holds(start, count * classBytes) else {
            throw Failure(PANSECB_DAMAGED, "damaged: class table")
        }
        var classes: [ClassEntry] = []
        var seeds = 0
        var taken = [Bool](repeating: false, count: architecture.semanticChannels)
        if let thingsChannel { taken[thingsChannel] = true }
        for index in 0..<count {
            let entry = try classEntry(bytes, start + index * classBytes, index)
            if let seed = entry.seedChannel {
                guard entry.isThing, seed == seeds else {
                    throw Failure(PANSECB_DAMAGED, "damaged: seed map of class \(index)")
                }
                seeds += 1
            }
            if let channel = entry.semanticChannel {
                guard channel < architecture.semanticChannels, !taken[channel] else {
                    throw Failure(PANSECB_DAMAGED, "damaged: semantic channel of class \(index)")
                }
                taken[channel] = true
            }
            classes.append(entry)
        }
        if let void = taken.firstIndex(of: false), taken[void...].contains(true) {
            throw Failure(PANSECB_DAMAGED, "damaged: semantic channel \(void) has no class, but is not among the last")
        }
        guard seeds == architecture.things else {
            throw Failure(PANSECB_DAMAGED, "damaged: a seed map belongs to no class")
        }
        return classes
    }

    private static func classEntry(_ bytes: UnsafeRawBufferPointer, _ at: Int, _ index: Int) throws(Failure)
        -> ClassEntry
    {
        let label = Int(bytes.u32(at)), semantic = bytes.i32(at + 8), seed = bytes.i32(at + 12), flags = bytes[at + 7]
        guard label >= 1, label <= ClassEntry.maxLabelID, semantic >= -1, seed >= -1, flags <= 1,
            bytes.u64(at + 24) == 0
        else {
            throw Failure(PANSECB_DAMAGED, "damaged: class \(index)")
        }
        return ClassEntry(
            labelID: label, name: try bytes.text(at + 16, limit: ClassEntry.maxNameBytes, "class name"),
            red: bytes[at + 4], green: bytes[at + 5], blue: bytes[at + 6], isThing: flags == 1,
            semanticChannel: semantic < 0 ? nil : semantic, seedChannel: seed < 0 ? nil : seed)
    }
}

extension pansecb_options {
    /// The name of the first field that is not legal.
    var wrongField: StaticString? {
        if !pansecb_options.isThreshold(seed_threshold) { return "seed_threshold" }
        if !pansecb_options.isThreshold(mask_threshold) { return "mask_threshold" }
        if !pansecb_options.isThreshold(claim_threshold) { return "claim_threshold" }
        if !pansecb_options.isThreshold(unclaimed_share) { return "unclaimed_share" }
        if min_pixels > UInt32(Int32.max) { return "min_pixels" }
        if parts > PANSECB_CLASSES | PANSECB_OBJECTS { return "parts" }
        if merge > PANSECB_MERGE_COMPLETE { return "merge" }
        return nil
    }

    private static func isThreshold(_ value: Float) -> Bool { value >= 0 && value < 1 }
}
