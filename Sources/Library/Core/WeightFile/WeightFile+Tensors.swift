import CPanSECB

/// A tensor's numbers in a weight file.
struct StoredTensor {
    let bytes: UnsafeRawBufferPointer
    let precision: WeightPrecision
    let count: Int

    /// All NaNs become the canonical one: bfloat16 rounding could turn others into numbers.
    func copy(to output: UnsafeMutablePointer<Float>) {
        switch precision {
        case .float16:
            for i in 0..<count {
                output[i] = Half.float(
                    bits: UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * i, as: UInt16.self)))
            }
        case .float32:
            for i in 0..<count {
                let value = bytes[Field<Float>(4 * i)]
                output[i] = value.isNaN ? .nan : value
            }
        case .int8:
            for i in 0..<count { output[i] = Float(Int8(bitPattern: bytes[i])) }
        }
    }
}

extension WeightFile {
    private typealias Row = Layout.TensorRow

    /// Checks that the tensors are exactly those of the architecture, then passes on each one's layer number, kind and
    /// data.
    func forEachTensor(_ body: (Int, LayerTensor, StoredTensor) throws(Failure) -> Void) throws(Failure) {
        let layers = Graph(architecture).layers, number = layers.reduce(0) { $0 + tensors(of: $1).count }
        let table = Int(bytes[Header.tensorTable])
        guard Int(bytes[Header.tensors]) == number, table % Layout.tensorTableAlignment == 0,
            bytes.holds(table, number * Layout.tensorBytes)
        else {
            throw Failure(PANSECB_DAMAGED, "damaged: tensor table")
        }
        var row = table
        for (index, layer) in layers.enumerated() {
            for tensor in tensors(of: layer) {
                try body(index, tensor, storedTensor(row, layer, tensor))
                row += Layout.tensorBytes
            }
        }
    }

    private func tensors(of layer: Layer) -> [LayerTensor] { isQuantised ? layer.quantisedTensors : layer.tensors }

    /// The precisions that a tensor may have: quantised weights are bytes, what belongs to them floats.
    private func isRight(_ precision: WeightPrecision, for tensor: LayerTensor) -> Bool {
        if !isQuantised { return precision != .int8 }
        return precision == (tensor == .weight ? .int8 : .float32)
    }

    private func storedTensor(_ row: Int, _ layer: Layer, _ tensor: LayerTensor) throws(Failure) -> StoredTensor {
        let name = layer.tensorName(tensor)
        let stored = try WeightFile.string(
            bytes, Row.name, row: row, limit: Layout.maxTensorNameBytes, "tensor name")
        guard name.utf8.elementsEqual(stored) else {
            throw Failure(PANSECB_DAMAGED, "damaged: \(name) is not where it belongs")
        }
        let (rank, (a, b, c, d)) = layer.tensorShape(tensor)
        guard let precision = WeightPrecision(rawValue: bytes[Row.precision, row]), isRight(precision, for: tensor),
            Int(bytes[Row.rank, row]) == rank,
            Int(bytes[Row.dimension(0), row]) == a, Int(bytes[Row.dimension(1), row]) == b,
            Int(bytes[Row.dimension(2), row]) == c, Int(bytes[Row.dimension(3), row]) == d
        else { throw Failure(PANSECB_DAMAGED, "damaged: \(name) has another type or shape than the architecture") }
        let count = a * b * c * d, size = count * precision.bytes
        guard let start = Int(exactly: bytes[Row.data, row]), bytes[Row.dataBytes, row] == UInt64(size),
            start % Layout.dataAlignment == 0, bytes.holds(start, size)
        else {
            throw Failure(PANSECB_DAMAGED, "damaged: \(name) lies outside of the file")
        }
        return StoredTensor(
            bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<start + size]), precision: precision, count: count)
    }
}
