/// Pixels to draw on. Whatever lies outside is not drawn, so positions need no check before.
struct Canvas {
    let width: Int
    let height: Int
    private(set) var pixels: [UInt8]

    init(_ picture: Picture) {
        width = picture.width
        height = picture.height
        pixels = picture.pixels
    }

    var picture: Picture { Picture(width, height, pixels) }

    mutating func blend(_ x: Int, _ y: Int, _ colour: Colour, _ cover: Float) {
        guard x >= 0, y >= 0, x < width, y < height, cover > 0 else { return }
        pixels.withUnsafeMutableBufferPointer { $0.blend(y * width + x, colour, cover) }
    }

    /// A rectangle with round corners and soft edges.
    mutating func fill(_ box: Box, radius: Float, _ colour: Colour, opacity: Float = 1) {
        let halfWidth = Float(box.width) / 2, halfHeight = Float(box.height) / 2
        let radius = min(radius, halfWidth, halfHeight)
        for y in max(box.y, 0)..<max(min(box.maxY, height), max(box.y, 0)) {
            for x in max(box.x, 0)..<max(min(box.maxX, width), max(box.x, 0)) {
                // Distance of the pixel's centre from the edge, negative inside.
                let right = abs(Float(x - box.x) + 0.5 - halfWidth) - (halfWidth - radius)
                let down = abs(Float(y - box.y) + 0.5 - halfHeight) - (halfHeight - radius)
                let (outerRight, outerDown) = (max(right, 0), max(down, 0))
                let corner = (outerRight * outerRight + outerDown * outerDown).squareRoot()
                let distance = corner + min(max(right, down), 0) - radius
                blend(x, y, colour, min(max(0.5 - distance, 0), 1) * opacity)
            }
        }
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// Puts `colour` over pixel `index` of RGB pixels, which keeps 1 - `cover` of its own.
    @inline(__always)
    func blend(_ index: Int, _ colour: Colour, _ cover: Float) {
        self[3 * index] = over(self[3 * index], colour.red, cover)
        self[3 * index + 1] = over(self[3 * index + 1], colour.green, cover)
        self[3 * index + 2] = over(self[3 * index + 2], colour.blue, cover)
    }
}

@inline(__always)
private func over(_ below: UInt8, _ above: Float, _ cover: Float) -> UInt8 {
    let value = Float(below) + (above - Float(below)) * min(cover, 1)
    return UInt8(min(max(value + 0.5, 0), 255))
}

/// A rectangle of whole pixels.
struct Box: Equatable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    var maxX: Int { x + width }
    var maxY: Int { y + height }

    func intersects(_ other: Box) -> Bool {
        x < other.maxX && other.x < maxX && y < other.maxY && other.y < maxY
    }

    /// Grown by `margin` on every side.
    func grown(_ margin: Int) -> Box {
        Box(x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin)
    }
}
