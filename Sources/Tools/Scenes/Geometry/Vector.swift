import Foundation

/// Metres: x to the right of the camera, y up from the road, z ahead.
typealias Point = SIMD3<Float>

/// A colour as displayed, 0 ... 1. Light is computed with its squares, a cheap stand-in for the sRGB curve.
typealias RGB = SIMD3<Float>

@inline(__always) func dot(_ a: Point, _ b: Point) -> Float { (a * b).sum() }

@inline(__always) func cross(_ a: Point, _ b: Point) -> Point {
    Point(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}

@inline(__always) func length(_ a: Point) -> Float { dot(a, a).squareRoot() }

/// Zero stays zero.
@inline(__always) func normalised(_ a: Point) -> Point {
    let size = length(a)
    return size > 1e-12 ? a / size : Point()
}

@inline(__always) func mix(_ a: Point, _ b: Point, _ share: Float) -> Point { a + (b - a) * share }

@inline(__always) func mix(_ a: Float, _ b: Float, _ share: Float) -> Float { a + (b - a) * share }

@inline(__always) func clamp(_ value: Float, _ low: Float = 0, _ high: Float = 1) -> Float {
    min(max(value, low), high)
}

@inline(__always) func smoothStep(_ low: Float, _ high: Float, _ value: Float) -> Float {
    let t = clamp((value - low) / (high - low))
    return t * t * (3 - 2 * t)
}

func exponential(_ value: Float) -> Float { Foundation.exp(value) }
func sine(_ angle: Float) -> Float { Foundation.sin(angle) }
func cosine(_ angle: Float) -> Float { Foundation.cos(angle) }
func logarithm(_ value: Float) -> Float { Foundation.log(value) }

func grey(_ value: Float) -> RGB { RGB(repeating: value) }
