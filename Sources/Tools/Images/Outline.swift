extension Overlay {
    /// Draws a light line just inside every object's edge and a dark one around it, so that the object
    /// stands out from light and dark surroundings alike. The frame of the picture is no edge.
    static func outline(
        _ pixels: inout [UInt8], _ regions: Regions, colours: [Colour], things: [Bool], style: Style
    ) {
        guard things.contains(true) else { return }
        let owners = regions.map.map { $0 >= 0 && things[Int($0)] ? $0 : -1 }
        let width = style.stroke, shadow = style.shadow
        let distances = squaredDistances(owners, width: regions.width, height: regions.height, reach: width + 1)
        let lines = colours.map { colour in
            var light = Perceived(colour)
            light.lightness = 0.9
            light.chroma = min(light.chroma, 0.11)
            return light.colour
        }
        // The line fades out over one pixel.
        let cover = (0...255).map { square in min(max(Float(width) + 1 - Float(square).squareRoot(), 0), 1) }
        let shade = (0...255).map { square in min(max(Float(shadow) + 1 - Float(square).squareRoot(), 0), 1) * 0.55 }
        pixels.withUnsafeMutableBufferPointer { pixels in
            for i in 0..<owners.count where distances[i] < .max {
                let owner = owners[i]
                let square = Int(distances[i])
                if owner >= 0 {
                    pixels.blend(i, lines[Int(owner)], cover[square])
                } else {
                    pixels.blend(i, .black, shade[square])
                }
            }
        }
    }

    /// For every pixel the square of its distance to the nearest pixel of another owner; 255 beyond `reach`, which is
    /// at most 15. Two passes: along rows, then for every column the nearest of the rows' results.
    static func squaredDistances(_ owners: [Int32], width: Int, height: Int, reach: Int) -> [UInt8] {
        let reach = min(reach, 15)
        let far = reach + 1
        var along = [UInt8](repeating: UInt8(far), count: owners.count)
        var squares = [UInt8](repeating: .max, count: owners.count)
        owners.withUnsafeBufferPointer { owners in
            along.withUnsafeMutableBufferPointer { along in
                for row in 0..<height {
                    let first = row * width
                    for i in first..<first + width where i > first && owners[i] != owners[i - 1] {
                        // An edge between i - 1 and i: count away from it on both sides.
                        for step in 0..<reach where i + step < first + width && owners[i + step] == owners[i] {
                            along[i + step] = min(along[i + step], UInt8(step + 1))
                        }
                        for step in 0..<reach where i - 1 - step >= first && owners[i - 1 - step] == owners[i - 1] {
                            along[i - 1 - step] = min(along[i - 1 - step], UInt8(step + 1))
                        }
                    }
                }
                squares.withUnsafeMutableBufferPointer { squares in
                    for row in 0..<height {
                        let above = max(row - reach, 0), below = min(row + reach, height - 1)
                        for column in 0..<width {
                            let i = row * width + column
                            var best = Int(along[i]) * Int(along[i])
                            for other in above...below where other != row {
                                let j = other * width + column
                                let down = (other - row) * (other - row)
                                let right = owners[j] == owners[i] ? Int(along[j]) : 0
                                best = min(best, down + right * right)
                            }
                            if best <= reach * reach { squares[i] = UInt8(best) }
                        }
                    }
                }
            }
        }
        return squares
    }
}
