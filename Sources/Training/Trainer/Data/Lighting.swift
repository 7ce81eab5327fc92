import Foundation

/// A change of a picture's light and of its camera's colours, drawn from the random numbers.
struct Lighting {
    private var brightness: Float = 1, contrast: Float = 1, saturation: Float = 1
    /// Levels of red, green and blue after the brightness curve and the tint; nil: unchanged.
    private var curves: [[Float]]?
    /// Share of white light at each corner of the unit square is `haze` times the position along a direction.
    private var haze: Float = 0, hazeX: Float = 0, hazeY: Float = 0

    /// A setting of no change takes no random numbers.
    init(_ settings: TrainingConfiguration.Augmentation, _ random: inout RandomNumbers) {
        if settings.colour > 0 {
            func factor() -> Float { Float(random.uniform(1 - settings.colour...1 + settings.colour)) }
            (brightness, contrast, saturation) = (factor(), factor(), factor())
        }
        if settings.gamma > 1 || settings.tint > 0 {
            let power = exp(random.uniform(-1...1) * log(settings.gamma))
            curves = (0..<3).map { _ in
                let gain = 1 + random.uniform(-1...1) * settings.tint
                return (0...255).map { Float(min(255, 255 * gain * pow(Double($0) / 255, power))) }
            }
        }
        if settings.haze > 0 {
            haze = Float(random.uniform() * settings.haze)
            let direction = random.uniform() * 2 * .pi
            (hazeX, hazeY) = (Float(cos(direction)), Float(sin(direction)))
        }
    }

    private var isNone: Bool {
        brightness == 1 && contrast == 1 && saturation == 1 && curves == nil && haze == 0
    }

    func change(_ picture: inout Augmenter.Labelled) {
        if isNone { return }
        let (width, height) = (picture.width, picture.height)
        for y in 0..<height {
            for x in 0..<width {
                let i = 3 * (y * width + x), veil = veil(Float(x) / Float(width), Float(y) / Float(height))
                let color = color(picture.pixels[i], picture.pixels[i + 1], picture.pixels[i + 2])
                for channel in 0..<3 {
                    let value = color[channel] + (255 - color[channel]) * veil
                    picture.pixels[i + channel] = UInt8(min(max(value, 0), 255))
                }
            }
        }
    }

    /// Share of white light at a place of the unit square.
    private func veil(_ x: Float, _ y: Float) -> Float {
        if haze == 0 { return 0 }
        // The place along the direction, from 0 to 1.
        let reach = abs(hazeX) + abs(hazeY)
        return haze * (0.5 + ((x - 0.5) * hazeX + (y - 0.5) * hazeY) / reach)
    }

    private func color(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> SIMD3<Float> {
        let color =
            curves.map { SIMD3($0[0][Int(red)], $0[1][Int(green)], $0[2][Int(blue)]) }
            ?? SIMD3(Float(red), Float(green), Float(blue))
        let grey = 0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2]
        let saturated = grey + (color - grey) * saturation
        return ((saturated - 128) * contrast + 128) * brightness
    }
}
