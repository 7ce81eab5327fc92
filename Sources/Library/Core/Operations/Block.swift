/// The bands of rows in which the four convolutions of a block with few channels run together. Its maps are large and
/// its multiplications few: what lies between the convolutions stays in the cache, so that the block reads its input
/// once and writes its output once. The row above a band and the row below it are computed twice, by both bands.
enum Band {
    static let rows = 32

    static func count(height: Int) -> Int { (height + rows - 1) / rows }

    /// Rows of a band.
    static func range(_ band: Int, height: Int) -> Range<Int> { band * rows..<min(height, (band + 1) * rows) }
}
