/// The directory of a zip archive (PKWARE's APPNOTE), with the 64-bit extension. Entries must be stored, not
/// compressed: so PyTorch writes them.
struct ZipArchive {
    struct Entry {
        let method: Int
        let isEncrypted: Bool
        let size: Int
        /// Where its local header is.
        let header: Int
    }

    let entries: [String: Entry]
    private let bytes: [UInt8]

    static let signature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

    init(_ bytes: [UInt8]) throws(CheckpointError) {
        self.bytes = bytes
        let (count, range) = try ZipArchive.directory(bytes)
        var reader = try ByteReader(bytes, in: range)
        var entries: [String: Entry] = [:]
        for _ in 0..<count {
            let (name, entry) = try ZipArchive.entry(&reader)
            guard entries.updateValue(entry, forKey: name) == nil else {
                throw CheckpointError(.damaged, "the zip archive holds \(name.debugDescription) twice")
            }
        }
        self.entries = entries
    }

    /// The folder, with its slash, of the only file of this name; empty for the archive's top.
    func folder(of name: String) -> String? {
        let found = entries.keys.filter { $0 == name || $0.hasSuffix("/" + name) }
        return found.count == 1 ? String(found[0].dropLast(name.count)) : nil
    }

    /// Where an entry's bytes lie in the file.
    func contents(of name: String) throws(CheckpointError) -> Range<Int> {
        guard let entry = entries[name] else {
            throw CheckpointError(
                .damaged, "the zip archive lacks \(name.debugDescription)", fix: "Copy or download the file again")
        }
        guard entry.method == 0, !entry.isEncrypted else {
            throw CheckpointError(
                .unsupported,
                "\(name.debugDescription) in the zip archive is compressed or encrypted, which torch.save never does",
                fix: "Unpack the archive and pack it again without compression: zip -0 -r model.pth FOLDER")
        }
        guard entry.header <= bytes.count else { throw ByteReader.cut }
        var reader = try ByteReader(bytes, in: entry.header..<bytes.count)
        guard try reader.u32() == 0x0403_4B50 else { throw ByteReader.cut }
        _ = try reader.take(22)
        let nameLength = try reader.u16(), extraLength = try reader.u16()
        _ = try reader.take(nameLength + extraLength)
        return try reader.take(entry.size)
    }

    /// Number of entries and place of the directory: from the record at the end of the file, or the 64-bit one before
    /// it.
    private static func directory(_ bytes: [UInt8]) throws(CheckpointError) -> (count: Int, range: Range<Int>) {
        let end = try endRecord(bytes)
        var reader = try ByteReader(bytes, in: end..<bytes.count)
        _ = try reader.take(10)
        var count = try reader.u16(), size = try reader.u32(), start = try reader.u32()
        if count == 0xFFFF || size == 0xFFFF_FFFF || start == 0xFFFF_FFFF {
            guard end >= 20 else { throw ByteReader.cut }
            var locator = try ByteReader(bytes, in: end - 20..<end)
            guard try locator.u32() == 0x0706_4B50 else { throw ByteReader.cut }
            _ = try locator.take(4)
            let record = try locator.u64()
            guard record <= end else { throw ByteReader.cut }
            var wide = try ByteReader(bytes, in: record..<end)
            guard try wide.u32() == 0x0606_4B50 else { throw ByteReader.cut }
            _ = try wide.take(28)
            (count, size, start) = (try wide.u64(), try wide.u64(), try wide.u64())
        }
        guard start <= end, size <= end - start, count <= size / 46 else { throw ByteReader.cut }
        return (count, start..<start + size)
    }

    /// The last record of the archive, behind which only a comment may follow.
    private static func endRecord(_ bytes: [UInt8]) throws(CheckpointError) -> Int {
        let signature: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
        var position = bytes.count - 22
        while position >= 0, position >= bytes.count - 22 - 0xFFFF {
            if bytes[position] == signature[0], bytes[position...].starts(with: signature) { return position }
            position -= 1
        }
        throw CheckpointError(
            .damaged, "the zip archive has no directory: the file is cut short", fix: "Copy or download it again")
    }

    private static func entry(_ reader: inout ByteReader) throws(CheckpointError) -> (String, Entry) {
        guard try reader.u32() == 0x0201_4B50 else { throw ByteReader.cut }
        _ = try reader.take(4)
        let flags = try reader.u16(), method = try reader.u16()
        _ = try reader.take(8)
        var packed = try reader.u32(), size = try reader.u32()
        let nameLength = try reader.u16(), extraLength = try reader.u16(), commentLength = try reader.u16()
        _ = try reader.take(8)
        var header = try reader.u32()
        let name = reader.string(try reader.take(nameLength))

        // Fields that are too large for 32 bits stand in an extra field, in this order, each only where it is.
        var extras = try ByteReader(reader.bytes, in: try reader.take(extraLength))
        while extras.remaining >= 4 {
            let id = try extras.u16(), length = try extras.u16()
            var extra = try ByteReader(extras.bytes, in: try extras.take(length))
            guard id == 1 else { continue }
            if size == 0xFFFF_FFFF { size = try extra.u64() }
            if packed == 0xFFFF_FFFF { packed = try extra.u64() }
            if header == 0xFFFF_FFFF { header = try extra.u64() }
        }
        _ = try reader.take(commentLength)
        guard method != 0 || packed == size else { throw ByteReader.cut }
        return (name, Entry(method: method, isEncrypted: flags & 1 != 0, size: size, header: header))
    }
}
