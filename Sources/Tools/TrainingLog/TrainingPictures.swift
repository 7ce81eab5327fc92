import Images

/// Pictures to watch a training by, of what the network is to give and of what it gives. All maps have rows from top to
/// bottom without gaps.
public enum TrainingPictures {
    /// Every pixel in the colour of its class; black where the number is that of no class, e.g. void.
    public static func classes(width: Int, height: Int, map: [UInt8], colours: [OverlayClass]) throws -> Picture {
        let table = (0..<256).map {
            colours.indices.contains($0) ? [colours[$0].red, colours[$0].green, colours[$0].blue] : [0, 0, 0]
        }
        return try Picture(width: width, height: height, pixels: map.flatMap { table[Int($0)] })
    }

    /// Objects over the image, outlined, each in a colour of its own; 0 is no object. The same numbers have the same
    /// colours.
    public static func objects(over image: Picture, map: [UInt32]) throws -> Picture {
        let ids = Set(map).subtracting([0]).sorted()
        return try Overlay.draw(
            picture: image, panopticMap: map,
            segments: ids.enumerated().map { OverlaySegment(id: $1, classIndex: $0, isThing: true, score: .nan) },
            classes: OverlayClass.distinct(ids.count), options: .init(labels: false, legend: false))
    }

    /// Heat map of the seed maps, [classes][height][width], each 0 ... 1 (after the sigmoid): each pixel's highest.
    public static func seeds(width: Int, height: Int, maps: [Float]) throws -> Picture {
        try HeatMap.draw(
            width: width, height: height, values: combined(width, height, maps) { $0.isNaN || $0 > $1 ? $0 : $1 },
            range: 0...1)
    }

    /// Heat map of sigma, [sigmas][height][width], as the network gives it; of two sigmas the mean. The range is that
    /// of the values unless it is given.
    public static func sigma(width: Int, height: Int, maps: [Float], range: ClosedRange<Float>? = nil) throws -> Picture
    {
        let sums = try combined(width, height, maps, +), count = Float(maps.count / sums.count)
        return try HeatMap.draw(width: width, height: height, values: sums.map { $0 / count }, range: range)
    }

    /// One map of several, [channels][height][width].
    private static func combined(_ width: Int, _ height: Int, _ maps: [Float], _ combine: (Float, Float) -> Float)
        throws -> [Float]
    {
        guard (1...Picture.maxSide).contains(width), (1...Picture.maxSide).contains(height) else {
            throw ImageError(.limit, "\(width)x\(height) pixels: a side has 1 to \(Picture.maxSide)")
        }
        let pixels = width * height
        guard !maps.isEmpty, maps.count % pixels == 0 else {
            throw ImageError(.invalidArgument, "\(maps.count) values for maps of \(width)x\(height) pixels")
        }
        var result = Array(maps[..<pixels])
        for channel in 1..<max(maps.count / pixels, 1) {
            for i in 0..<pixels { result[i] = combine(result[i], maps[channel * pixels + i]) }
        }
        return result
    }
}
