extension Picture {
    /// A rectangle of the picture, which must lie inside it.
    public func cropped(x: Int, y: Int, width: Int, height: Int) -> Picture {
        Picture(
            width, height,
            rectangle(of: pixels, rowValues: 3 * self.width, x: 3 * x, y: y, width: 3 * width, height: height))
    }
}

extension LabelMap {
    /// A rectangle of the map, which must lie inside it.
    public func cropped(x: Int, y: Int, width: Int, height: Int) -> LabelMap {
        LabelMap(width, height, rectangle(of: labels, rowValues: self.width, x: x, y: y, width: width, height: height))
    }
}

/// `x` and `width` count values, not pixels.
private func rectangle<Value>(of values: [Value], rowValues: Int, x: Int, y: Int, width: Int, height: Int) -> [Value] {
    precondition(
        x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= rowValues
            && (y + height) * rowValues <= values.count)
    var result: [Value] = []
    result.reserveCapacity(width * height)
    for row in y..<y + height {
        let start = row * rowValues + x
        result += values[start..<start + width]
    }
    return result
}
