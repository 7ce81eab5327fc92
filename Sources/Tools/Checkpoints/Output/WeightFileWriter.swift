import PanSECB

extension ConvertedModel {
    /// How weights are stored.
    public enum Precision: UInt32, Sendable {
        case float32 = 1
        /// Half the size; each weight is rounded to 11 significant bits.
        case float16 = 2

        public var bytes: Int { self == .float32 ? 4 : 2 }
        public var name: String { self == .float32 ? "f32" : "f16" }
    }

    static let headerBytes = 128, classBytes = 32, tensorBytes = 64, dataAlignment = 64

    /// The bytes of the weight file; docs/weight-file.md describes them.
    public func encoded(_ precision: Precision) throws(CheckpointError) -> [UInt8] {
        var strings = StringTable()
        let classes = classTable(&strings)
        let names = tensors.map { strings.add($0.name) }
        let licence = strings.add(licence), source = strings.add(source)

        let classTableStart = ConvertedModel.headerBytes
        let tensorTableStart = aligned(classTableStart + classes.count, to: 8)
        let stringsStart = tensorTableStart + tensors.count * ConvertedModel.tensorBytes
        let places = dataPlaces(after: stringsStart + strings.bytes.count, precision)

        var file: [UInt8] = []
        file.reserveCapacity(places.end)
        file += WeightFileListing.signature
        file.append(number: UInt32(1))
        file.append(number: UInt32(0))  // the checksum, when the rest is there
        file.append(number: UInt64(places.end))
        for number in [
            Int(architecture.kind.rawValue), architecture.semanticChannels, architecture.sigmas, architecture.things,
            table.classes.count,
            tensors.count, trainedWidth, trainedHeight, classTableStart, tensorTableStart, stringsStart,
            strings.bytes.count,
            licence.offset, licence.length, source.offset, source.length,
        ] { file.append(number: UInt32(number)) }
        for threshold in [thresholds.seed, thresholds.mask, thresholds.claim, thresholds.unclaimedShare] {
            file.append(number: threshold)
        }
        file.append(number: thresholds.minPixels)
        file.append(number: Int32(table.someThingChannel ?? -1))
        file.append(number: thresholds.merge.rawValue)
        file.pad(to: ConvertedModel.headerBytes)

        file += classes
        file.pad(to: 8)
        for (index, tensor) in tensors.enumerated() {
            append(tensor, name: names[index], start: places.starts[index], precision, to: &file)
        }
        file += strings.bytes
        for tensor in tensors {
            file.pad(to: ConvertedModel.dataAlignment)
            try append(values: tensor, precision, to: &file)
        }
        file.replaceSubrange(12..<16, with: Swift.withUnsafeBytes(of: CRC32.of(file).littleEndian) { Array($0) })
        return file
    }

    private func classTable(_ strings: inout StringTable) -> [UInt8] {
        var rows: [UInt8] = []
        for entry in table.classes {
            let name = strings.add(entry.name)
            rows.append(number: UInt32(entry.labelID))
            rows += [entry.red, entry.green, entry.blue, entry.isThing ? 1 : 0]
            rows.append(number: Int32(entry.semanticChannel ?? -1))
            rows.append(number: Int32(entry.seedChannel ?? -1))
            rows.append(number: UInt32(name.offset))
            rows.append(number: UInt32(name.length))
            rows.append(number: UInt64(0))
        }
        return rows
    }

    private func append(
        _ tensor: WeightTensor, name: (offset: Int, length: Int), start: Int, _ precision: Precision,
        to file: inout [UInt8]
    ) {
        file.append(number: UInt32(name.offset))
        file.append(number: UInt32(name.length))
        file.append(number: precision.rawValue)
        file.append(number: UInt32(tensor.shape.count))
        for dimension in 0..<4 {
            file.append(number: UInt32(dimension < tensor.shape.count ? tensor.shape[dimension] : 1))
        }
        file.append(number: UInt64(start))
        file.append(number: UInt64(tensor.values.count * precision.bytes))
        file += [UInt8](repeating: 0, count: 16)
    }

    private func append(values tensor: WeightTensor, _ precision: Precision, to file: inout [UInt8])
        throws(CheckpointError)
    {
        guard precision == .float16 else { return file.append(numbers: tensor.values) }
        for value in tensor.values {
            let bits = Half.bits(value)
            guard Half.float(bits: bits).isFinite else {
                throw CheckpointError(
                    .badValue, tensor: tensor.name,
                    "its value \(value) is beyond \(Half.largest), the largest half-precision number",
                    fix: "Convert without --half")
            }
            file.append(number: bits)
        }
    }

    /// Where each tensor's data begins, and where the file ends.
    private func dataPlaces(after start: Int, _ precision: Precision) -> (starts: [Int], end: Int) {
        var end = start
        var starts: [Int] = []
        for tensor in tensors {
            end = aligned(end, to: ConvertedModel.dataAlignment)
            starts.append(end)
            end += tensor.values.count * precision.bytes
        }
        return (starts, end)
    }

    private func aligned(_ offset: Int, to alignment: Int) -> Int { (offset + alignment - 1) / alignment * alignment }
}

/// Texts one after the other.
private struct StringTable {
    var bytes: [UInt8] = []

    mutating func add(_ text: String) -> (offset: Int, length: Int) {
        let offset = bytes.count
        bytes += text.utf8
        return (offset, bytes.count - offset)
    }
}
