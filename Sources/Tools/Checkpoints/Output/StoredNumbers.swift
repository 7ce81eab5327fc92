import PanSECB

/// Numbers of a weight file among its bytes.
extension [UInt8] {
    /// The number of a header or row that begins at byte `row` and lies inside.
    subscript<Number>(field: Field<Number>, row: Int = 0) -> Number {
        get { withUnsafeBytes { $0[field, row] } }
        set {
            withUnsafeMutableBytes {
                $0.storeBytes(
                    of: newValue.storedBits.littleEndian, toByteOffset: row + field.offset, as: Number.Bits.self)
            }
        }
    }
}
