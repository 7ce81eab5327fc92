import PanSECB

private typealias Layout = WeightFileLayout

extension ConvertedModel {
    /// The bytes of the weight file; docs/weight-file.md describes them.
    public func encoded(_ precision: WeightPrecision) throws(CheckpointError) -> [UInt8] {
        let classTable = aligned(Layout.headerBytes, to: Layout.classTableAlignment)
        let tensorTable = aligned(
            classTable + table.classes.count * Layout.classBytes, to: Layout.tensorTableAlignment)
        let stringsStart = tensorTable + tensors.count * Layout.tensorBytes

        var file = [UInt8](repeating: 0, count: stringsStart), strings = StringTable()
        for (index, entry) in table.classes.enumerated() {
            write(entry, to: &file, row: classTable + index * Layout.classBytes, &strings)
        }
        for (index, tensor) in tensors.enumerated() {
            strings.add(tensor.name, to: &file, Layout.TensorRow.name, row: tensorTable + index * Layout.tensorBytes)
        }
        writeHeader(to: &file, &strings)
        file[Layout.Header.classTable] = UInt32(classTable)
        file[Layout.Header.tensorTable] = UInt32(tensorTable)
        file[Layout.Header.strings] = UInt32(stringsStart)
        file[Layout.Header.stringBytes] = UInt32(strings.bytes.count)

        let places = dataPlaces(after: stringsStart + strings.bytes.count, precision)
        file.reserveCapacity(places.end)
        file[Layout.Header.fileBytes] = UInt64(places.end)
        for (index, tensor) in tensors.enumerated() {
            write(
                tensor, to: &file, row: tensorTable + index * Layout.tensorBytes, start: places.starts[index],
                precision)
        }
        file += strings.bytes
        for tensor in tensors {
            file.pad(to: Layout.dataAlignment)
            try append(values: tensor, precision, to: &file)
        }
        file[Layout.Header.checksum] = file.withUnsafeBytes(Layout.checksum)
        return file
    }

    /// All but where things lie.
    private func writeHeader(to file: inout [UInt8], _ strings: inout StringTable) {
        typealias Header = Layout.Header
        file.replaceSubrange(..<Layout.magic.count, with: Layout.magic)
        file[Header.version] = isQuantised ? 3 : architecture.width < 4 ? 2 : 1
        if isQuantised || architecture.width < 4 { file[Header.width] = UInt32(architecture.width) }
        if isQuantised { file[Header.quantised] = 1 }
        file[Header.architecture] = architecture.kind.rawValue
        file[Header.semanticChannels] = UInt32(architecture.semanticChannels)
        file[Header.sigmas] = UInt32(architecture.sigmas)
        file[Header.things] = UInt32(architecture.things)
        file[Header.classes] = UInt32(table.classes.count)
        file[Header.tensors] = UInt32(tensors.count)
        file[Header.trainedWidth] = UInt32(trainedWidth)
        file[Header.trainedHeight] = UInt32(trainedHeight)
        strings.add(licence, to: &file, Header.licence)
        strings.add(source, to: &file, Header.source)
        thresholds.write(to: &file)
        file[Header.someThingChannel] = Int32(table.someThingChannel ?? -1)
    }

    private func write(_ entry: ClassEntry, to file: inout [UInt8], row: Int, _ strings: inout StringTable) {
        typealias Row = Layout.ClassRow
        file[Row.labelID, row] = UInt32(entry.labelID)
        (file[Row.red, row], file[Row.green, row], file[Row.blue, row]) = (entry.red, entry.green, entry.blue)
        file[Row.isThing, row] = entry.isThing ? 1 : 0
        file[Row.semanticChannel, row] = Int32(entry.semanticChannel ?? -1)
        file[Row.seedChannel, row] = Int32(entry.seedChannel ?? -1)
        strings.add(entry.name, to: &file, Row.name, row: row)
    }

    /// All but the name.
    private func write(
        _ tensor: WeightTensor, to file: inout [UInt8], row: Int, start: Int, _ precision: WeightPrecision
    ) {
        typealias Row = Layout.TensorRow
        let precision = tensor.precision ?? precision
        file[Row.precision, row] = precision.rawValue
        file[Row.rank, row] = UInt32(tensor.shape.count)
        for dimension in 0..<Layout.maxRank {
            file[Row.dimension(dimension), row] =
                UInt32(dimension < tensor.shape.count ? tensor.shape[dimension] : 1)
        }
        file[Row.data, row] = UInt64(start)
        file[Row.dataBytes, row] = UInt64(tensor.values.count * precision.bytes)
    }

    private func append(values tensor: WeightTensor, _ precision: WeightPrecision, to file: inout [UInt8])
        throws(CheckpointError)
    {
        switch tensor.precision ?? precision {
        case .float32: return file.append(numbers: tensor.values)
        case .int8:
            file += tensor.values.map { UInt8(bitPattern: Int8($0)) }
            return
        case .float16: break
        }
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
    private func dataPlaces(after start: Int, _ precision: WeightPrecision) -> (starts: [Int], end: Int) {
        var end = start
        var starts: [Int] = []
        for tensor in tensors {
            end = aligned(end, to: Layout.dataAlignment)
            starts.append(end)
            end += tensor.values.count * (tensor.precision ?? precision).bytes
        }
        return (starts, end)
    }

    private func aligned(_ offset: Int, to alignment: Int) -> Int { (offset + alignment - 1) / alignment * alignment }
}

/// Texts one after the other.
private struct StringTable {
    var bytes: [UInt8] = []

    /// Adds a text, and says at `field` where it is.
    mutating func add(_ text: String, to file: inout [UInt8], _ field: TextField, row: Int = 0) {
        file[field.start, row] = UInt32(bytes.count)
        file[field.length, row] = UInt32(text.utf8.count)
        bytes += text.utf8
    }
}

extension ConvertedModel.Thresholds {
    /// Writes them into a weight file's header.
    func write(to file: inout [UInt8]) {
        typealias Header = Layout.Header
        file[Header.seedThreshold] = seed
        file[Header.maskThreshold] = mask
        file[Header.claimThreshold] = claim
        file[Header.unclaimedShare] = unclaimedShare
        file[Header.minPixels] = minPixels
        file[Header.merge] = merge.rawValue
    }
}
