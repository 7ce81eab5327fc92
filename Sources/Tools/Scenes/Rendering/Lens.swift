import Images

/// What a camera does to the light: exposure, vignette, a little blur, noise.
struct Lens {
    private let vignette: Float
    private let blur: Float
    private let noise: Float
    private let contrast: Float
    private var grain: Chance

    init(height: Int, _ chance: inout Chance) {
        vignette = chance.between(0, 0.35)
        // Pixels; a larger picture of the same lens is blurred over more of them.
        blur = chance.between(0.25, 0.7) * clamp((Float(height) / 512).squareRoot(), 0.6, 1.6)
        noise = chance.between(0.004, 0.018)
        contrast = chance.between(0.9, 1.12)
        grain = chance
    }

    /// Displayed colours of linear light.
    mutating func picture(_ painting: Painting, _ scene: Scene) throws -> Picture {
        let width = scene.camera.width, height = scene.camera.height
        var shown = [RGB](repeating: RGB(), count: width * height)
        let gain = scene.light.cast * scene.light.exposure
        let centre = SIMD2(Float(width), Float(height)) * 0.5
        for y in 0..<height {
            for x in 0..<width {
                let away = (SIMD2(Float(x), Float(y)) - centre) / Float(max(width, height)) * 2
                let dark = 1 - vignette * (away * away).sum()
                let bright = painting.light[y * width + x] * gain * dark
                // Highlights flatten out instead of being cut off.
                let soft = bright * (1 + bright * 0.12) / (1 + bright * 0.42)
                let level = soft.squareRoot() * 1.08
                shown[y * width + x] = (level - 0.45) * contrast + 0.45
            }
        }
        smear(&shown, width, height)
        var pixels = [UInt8](repeating: 0, count: 3 * width * height)
        for i in 0..<width * height {
            let colour = shown[i]
            let strength = noise * (1.3 - 0.6 * clamp(colour.y))
            let value = colour + RGB(grain.bell(), grain.bell(), grain.bell()) * strength
            let bytes = (value * 255 + 0.5).clamped(lowerBound: RGB(), upperBound: grey(255))
            for channel in 0..<3 { pixels[3 * i + channel] = UInt8(bytes[channel]) }
        }
        return try Picture(width: width, height: height, pixels: pixels)
    }

    /// A bell of three pixels along rows, then along columns.
    private func smear(_ values: inout [RGB], _ width: Int, _ height: Int) {
        let side = exponential(-0.5 / (blur * blur)), total = 1 + 2 * side
        let middle = 1 / total, edge = side / total
        for y in 0..<height {
            var last = values[y * width]
            for x in 0..<width {
                let here = values[y * width + x], next = values[y * width + min(x + 1, width - 1)]
                values[y * width + x] = here * middle + (last + next) * edge
                last = here
            }
        }
        for x in 0..<width {
            var last = values[x]
            for y in 0..<height {
                let here = values[y * width + x], next = values[min(y + 1, height - 1) * width + x]
                values[y * width + x] = here * middle + (last + next) * edge
                last = here
            }
        }
    }
}
