import CPanSECB

/// A weight file in memory, checked from its header to its last tensor when it is opened; docs/weight-file.md describes
/// the format. Everything that it returns later has been checked.
struct WeightFile {
    let bytes: UnsafeRawBufferPointer
    let architecture: Architecture
    let classes: [ClassEntry]
    let trainedWidth: Int, trainedHeight: Int
    /// Semantic channel of "some thing".
    let thingsChannel: Int?
    let licence: String, source: String
    let defaults: pansecb_options
    /// Whether weights and activations are bytes.
    let isQuantised: Bool

    typealias Layout = WeightFileLayout
    typealias Header = Layout.Header

    /// Size of the whole file according to its first bytes, for readers that receive it piece by piece.
    static func size(header: UnsafeRawBufferPointer) throws(Failure) -> Int {
        for (i, byte) in Layout.magic.enumerated() where header.count <= i || header[i] != byte {
            throw Failure(PANSECB_NOT_A_MODEL, "not a .pansecb weight file; make one with 'pansecb convert'")
        }
        guard header.count >= Layout.headerBytes else {
            throw Failure(PANSECB_DAMAGED, "cut off: \(header.count) bytes, less than the header")
        }
        let version = header[Header.version]
        guard Layout.versions.contains(version) else {
            throw Failure(
                PANSECB_UNKNOWN_VERSION,
                "weight file format \(version); this library reads formats up to \(Layout.versions.upperBound)")
        }
        let size = header[Header.fileBytes]
        guard size >= UInt64(Layout.headerBytes) else {
            throw Failure(PANSECB_DAMAGED, "damaged: the header says \(size) bytes")
        }
        guard size <= UInt64(Layout.maxFileBytes) else {
            throw Failure(PANSECB_LIMIT, "the header says \(size) bytes, the limit is \(Layout.maxFileBytes)")
        }
        return Int(size)
    }

    static func open(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> WeightFile {
        let size = try size(header: bytes)
        guard bytes.count == size else {
            throw Failure(PANSECB_DAMAGED, "damaged: \(bytes.count) bytes, the header says \(size)")
        }
        guard Layout.checksum(bytes) == bytes[Header.checksum] else {
            throw Failure(PANSECB_DAMAGED, "damaged: the checksum is wrong")
        }
        return try WeightFile(checked: bytes)
    }

    private init(checked bytes: UnsafeRawBufferPointer) throws(Failure) {
        let number = bytes[Header.architecture], version = bytes[Header.version]
        guard let kind = ArchitectureKind(rawValue: number) else {
            throw Failure(PANSECB_UNSUPPORTED, "architecture \(number) is unknown to this library")
        }
        let architecture = Architecture(
            kind: kind, semanticChannels: Int(bytes[Header.semanticChannels]), sigmas: Int(bytes[Header.sigmas]),
            things: Int(bytes[Header.things]), width: version == 1 ? 4 : Int(bytes[Header.width]))
        guard architecture.isValid else {
            throw Failure(PANSECB_DAMAGED, "damaged: channels that the architecture can't have")
        }
        self.bytes = bytes
        self.architecture = architecture
        let quantised = version < 3 ? 0 : bytes[Header.quantised]
        guard quantised <= 1 else { throw Failure(PANSECB_DAMAGED, "damaged: kind of weights") }
        isQuantised = quantised == 1
        trainedWidth = Int(bytes[Header.trainedWidth])
        trainedHeight = Int(bytes[Header.trainedHeight])
        let limit = Int(PANSECB_MAX_SIDE)
        guard trainedWidth <= limit, trainedHeight <= limit else {
            throw Failure(PANSECB_DAMAGED, "damaged: trained size")
        }
        let channel = Int(bytes[Header.someThingChannel])
        guard channel >= -1, channel < architecture.semanticChannels else {
            throw Failure(PANSECB_DAMAGED, "damaged: channel of things")
        }
        thingsChannel = channel < 0 ? nil : channel
        for i in Header.reserved(version: version) where bytes[i] != 0 {
            throw Failure(PANSECB_DAMAGED, "damaged: reserved bytes of the header")
        }
        licence = try WeightFile.text(bytes, Header.licence, limit: Layout.maxTextBytes, "licence")
        source = try WeightFile.text(bytes, Header.source, limit: Layout.maxTextBytes, "source")
        defaults = try WeightFile.thresholds(bytes)
        classes = try WeightFile.classTable(bytes, architecture, thingsChannel)
    }

    private static func thresholds(_ bytes: UnsafeRawBufferPointer) throws(Failure) -> pansecb_options {
        var options = pansecb_options()
        options.struct_size = UInt32(MemoryLayout<pansecb_options>.size)
        options.seed_threshold = bytes[Header.seedThreshold]
        options.mask_threshold = bytes[Header.maskThreshold]
        options.claim_threshold = bytes[Header.claimThreshold]
        options.unclaimed_share = bytes[Header.unclaimedShare]
        options.min_pixels = bytes[Header.minPixels]
        // Files with 0 here use the published method.
        let merge = bytes[Header.merge]
        options.merge = merge == 0 ? PANSECB_MERGE_REFERENCE : merge
        if let wrong = options.wrongField { throw Failure(PANSECB_DAMAGED, "damaged: default \(wrong)") }
        return options
    }

    private static func classTable(
        _ bytes: UnsafeRawBufferPointer, _ architecture: Architecture, _ thingsChannel: Int?
    ) throws(Failure) -> [ClassEntry] {
        let count = Int(bytes[Header.classes]), start = Int(bytes[Header.classTable])
        guard count >= 1, count <= maxClasses, start % Layout.classTableAlignment == 0,
            bytes.holds(start, count * Layout.classBytes)
        else {
            throw Failure(PANSECB_DAMAGED, "damaged: class table")
        }
        var classes: [ClassEntry] = []
        var seeds = 0
        var taken = [Bool](repeating: false, count: architecture.semanticChannels)
        if let thingsChannel { taken[thingsChannel] = true }
        for index in 0..<count {
            let entry = try classEntry(bytes, start + index * Layout.classBytes, index)
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

    private static func classEntry(_ bytes: UnsafeRawBufferPointer, _ row: Int, _ index: Int) throws(Failure)
        -> ClassEntry
    {
        typealias Row = Layout.ClassRow
        let label = Int(bytes[Row.labelID, row]), isThing = bytes[Row.isThing, row]
        let semantic = Int(bytes[Row.semanticChannel, row]), seed = Int(bytes[Row.seedChannel, row])
        guard label >= 1, label <= ClassEntry.maxLabelID, semantic >= -1, seed >= -1, isThing <= 1,
            bytes[Row.reserved, row] == 0
        else {
            throw Failure(PANSECB_DAMAGED, "damaged: class \(index)")
        }
        return ClassEntry(
            labelID: label,
            name: try text(bytes, Row.name, row: row, limit: ClassEntry.maxNameBytes, "class name"),
            red: bytes[Row.red, row], green: bytes[Row.green, row], blue: bytes[Row.blue, row],
            isThing: isThing == 1, semanticChannel: semantic < 0 ? nil : semantic,
            seedChannel: seed < 0 ? nil : seed)
    }
}
