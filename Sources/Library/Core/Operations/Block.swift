/// The bands of rows in which the four convolutions of a block with few channels run together. Its maps are large and
/// its multiplications few, so the rows between the convolutions stay in the cache: the block reads its input once and
/// writes its output once. Adjacent bands both compute the rows at their border.
enum Band {
    static let rows = 32

    static func count(height: Int) -> Int { (height + rows - 1) / rows }

    /// Rows of a band.
    static func range(_ band: Int, height: Int) -> Range<Int> { band * rows..<min(height, (band + 1) * rows) }
}
