/// Sun, sky and air of a picture. Brightness is linear; a white wall in full light is about 1.
struct Light {
    var sunDirection: Point
    var sunColour: RGB
    /// From all of the sky.
    var ambient: RGB
    var zenith: RGB
    var horizon: RGB
    /// 0 ... 1 of the sky.
    var cloudCover: Float
    var cloudColour: RGB
    /// What distance fades into, and how much of it a metre adds.
    var hazeColour: RGB
    var haze: Float
    var exposure: Float
    /// White balance.
    var cast: RGB
    var seed: UInt32

    var sunStrength: Float { sunColour.max() }

    private enum Weather: CaseIterable { case clear, clouds, overcast, mist, evening }

    init(_ chance: inout Chance) {
        let weather = chance.pick([Weather.clear, .clear, .clouds, .clouds, .overcast, .overcast, .mist, .evening])
        let height: Float = weather == .evening ? chance.between(0.3, 0.5) : chance.between(0.45, 1.2)
        let turn = chance.between(0, 2 * .pi)
        sunDirection = Point(cosine(height) * sine(turn), sine(height), cosine(height) * cosine(turn))
        let bright = chance.between(0.85, 1.15)
        switch weather {
        case .clear:
            (sunColour, ambient) = (RGB(1.1, 1.0, 0.85), RGB(0.38, 0.44, 0.54))
            (zenith, horizon) = (RGB(0.2, 0.38, 0.78), RGB(0.75, 0.86, 0.97))
            (cloudCover, cloudColour) = (chance.between(0, 0.3), grey(1.05))
            haze = chance.between(0.0005, 0.003)
        case .clouds:
            (sunColour, ambient) = (RGB(0.75, 0.7, 0.62), RGB(0.5, 0.53, 0.58))
            (zenith, horizon) = (RGB(0.3, 0.48, 0.8), RGB(0.8, 0.88, 0.95))
            (cloudCover, cloudColour) = (chance.between(0.4, 0.75), grey(1))
            haze = chance.between(0.001, 0.004)
        case .overcast:
            (sunColour, ambient) = (grey(0), RGB(0.86, 0.88, 0.92))
            (zenith, horizon) = (grey(0.7), RGB(0.88, 0.89, 0.92))
            (cloudCover, cloudColour) = (1, RGB(0.8, 0.81, 0.84))
            haze = chance.between(0.001, 0.005)
        case .mist:
            (sunColour, ambient) = (grey(0), RGB(0.82, 0.84, 0.85))
            (zenith, horizon) = (grey(0.85), grey(0.86))
            (cloudCover, cloudColour) = (1, grey(0.88))
            haze = chance.between(0.006, 0.012)
        case .evening:
            (sunColour, ambient) = (RGB(1.1, 0.75, 0.45), RGB(0.4, 0.4, 0.48))
            (zenith, horizon) = (RGB(0.25, 0.35, 0.62), RGB(0.98, 0.8, 0.6))
            (cloudCover, cloudColour) = (chance.between(0.1, 0.5), RGB(1, 0.82, 0.68))
            haze = chance.between(0.002, 0.006)
        }
        hazeColour = horizon * 0.9
        sunColour *= bright
        ambient *= bright
        exposure = chance.between(0.85, 1.45)
        cast = RGB(chance.between(0.93, 1.07), 1, chance.between(0.92, 1.08))
        seed = UInt32(truncatingIfNeeded: chance.next())
    }

    /// Of a direction upwards or level; length 1.
    func sky(_ direction: Point) -> RGB {
        let height = max(direction.y, 0)
        var colour = mix(horizon, zenith, clamp((height * 1.6).squareRoot()))
        let reach = 1 / (height + 0.12)
        let cloud = Noise.cloud(direction.x * reach * 1.3, direction.z * reach * 1.3, seed)
        let cover = smoothStep(0.9 - 1.6 * cloudCover, 1.5 - 1.6 * cloudCover, cloud + 0.35)
        let shade = 0.92 + 0.12 * Noise.cloud(direction.x * reach * 2.9 + 5, direction.z * reach * 2.9, seed ^ 77)
        colour = mix(colour, cloudColour * shade, cover * smoothStep(-0.02, 0.12, direction.y))
        let glare = max(dot(direction, sunDirection), 0)
        let glow = glare * glare * glare * glare
        return colour + sunColour * (0.25 * glow * glow)
    }

    /// What of the light comes back from a surface of a linear colour.
    @inline(__always)
    func reflected(_ colour: RGB, normal: Point, sunlight: Float) -> RGB {
        let open = 0.78 + 0.22 * normal.y
        let facing = max(dot(normal, sunDirection), 0) * sunlight
        return colour * (ambient * open + sunColour * facing)
    }
}
