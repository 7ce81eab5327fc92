/// How a surface's colour varies over it.
enum Material {
    case plain, cloth, skin
    /// Car paint: darker towards the road, with a little of the sky in it.
    case bodywork
    case glass
    /// Shines by itself.
    case lamp
    case leaves, grass, bark
    case asphalt, paving, setts, marking
    /// A lane of asphalt or concrete, `u` from its left edge: darker where wheels roll and engines drip.
    case asphaltLane, concreteLane
    /// Crash barriers: shadows fall on them as on the ground.
    case barrier, galvanised
    /// Woods on far hills.
    case woods
    case plaster, concrete, brick, planks, mesh, tiles, corrugated
    case spokes
    /// Index into `Scene.facades`.
    case facade(Int)

    /// Lies on the ground, where shadows fall on it.
    var isGround: Bool {
        switch self {
        case .asphalt, .paving, .setts, .marking, .grass, .asphaltLane, .concreteLane: true
        default: false
        }
    }

    /// Stands, and shadows fall on it: other things that stand are in the sun or not as a whole.
    var isBarrier: Bool {
        switch self {
        case .barrier, .galvanised: true
        default: false
        }
    }
}

/// What a material looks like at a place.
struct Look {
    /// As displayed, 0 ... 1.
    var colour: RGB
    /// How much of the sky it mirrors.
    var gloss: Float = 0
    var glows = false
}

extension Material {
    /// `u` and `v` in metres on the surface, `place` in the world; `fine` is the size of a pixel there, below which
    /// detail fades.
    func look(_ colour: RGB, u: Float, v: Float, place: Point, fine: Float, facades: [Facade]) -> Look {
        switch self {
        case .plain: return Look(colour: colour * (1 + 0.04 * Noise.at(u * 6, v * 6)))
        case .cloth:
            return Look(colour: colour * (1 + 0.14 * Noise.at(u * 22 + place.x, v * 9 + place.z)))
        case .skin: return Look(colour: colour * (1 + 0.05 * Noise.at(u * 30, v * 30)))
        case .bodywork:
            let gradient = 0.72 + 0.3 * smoothStep(0.2, 1.1, place.y)
            return Look(colour: colour * (gradient * (1 + 0.02 * Noise.at(u * 3, v * 3))), gloss: 0.07)
        case .glass:
            let streak = smoothStep(0.1, 0.6, Noise.at((u + v) * 1.3, (u - v) * 0.4))
            return Look(colour: colour, gloss: 0.1 + 0.12 * streak)
        case .lamp: return Look(colour: colour, glows: true)
        case .leaves:
            let clumps: Float = Noise.at(place.x * 1.7 + place.z, place.y * 1.7)
            let single: Float = Noise.at(u * 13, v * 13, 5) * Material.fade(0.08, fine)
            return Look(colour: colour * (0.95 + 0.3 * clumps + 0.45 * single))
        case .grass:
            let patches: Float = Noise.cloud(place.x * 0.6, place.z * 0.6, 3)
            let blades: Float = Noise.at(place.x * 25, place.z * 25, 8) * Material.fade(0.04, fine)
            let dry = clamp(patches * 0.5)
            return Look(colour: mix(colour, RGB(0.55, 0.5, 0.3), dry * 0.5) * (1 + 0.15 * patches + 0.25 * blades))
        case .bark: return Look(colour: colour * (1 + 0.25 * Noise.at(u * 20, v * 4)))
        case .asphalt:
            let crack: Float = abs(Noise.at(place.x * 0.35, place.z * 0.1, 29)) < 0.012 ? 0.8 : 1
            return Look(colour: Material.asphalt(colour, place, fine) * crack)
        case .asphaltLane:
            return Look(colour: Material.asphalt(colour, place, fine) * (1 - 0.1 * Material.tracks(u)))
        case .concreteLane:
            let stains: Float = Noise.cloud(place.x * 0.45, place.z * 0.09, 47)
            let grain: Float = (Noise.cell(place.x * 30, place.z * 30) - 0.5) * Material.fade(0.03, fine)
            let joint: Float = Material.line(v, 5, 0.05, fine)
            let tracks = Material.tracks(u) * (0.75 + 0.35 * Noise.at(place.x, place.z * 0.05, 53))
            return Look(
                colour: colour * ((1 + 0.09 * stains + 0.14 * grain) * (1 - 0.16 * tracks) * (1 - 0.3 * joint)))
        case .barrier:
            let stains: Float = Noise.cloud(place.z * 0.35 + place.x, v * 0.8, 61)
            let streaks: Float = Noise.at((place.z + place.x) * 3.5, v * 0.5, 67) * Material.fade(0.2, fine)
            let grain: Float = (Noise.cell(u * 45, v * 45) - 0.5) * Material.fade(0.02, fine)
            let dirt = 1 - smoothStep(0, 0.35, place.y + 0.12 * stains)
            return Look(colour: colour * ((1 + 0.12 * stains + 0.07 * streaks + 0.1 * grain) * (1 - 0.25 * dirt)))
        case .galvanised:
            let spots: Float = Noise.cloud((place.z + place.x) * 1.1, v * 3, 71)
            return Look(colour: colour * (1 + 0.07 * spots), gloss: 0.05)
        case .woods: return Look(colour: colour * (1 + 0.22 * Noise.cloud(u * 0.06, v * 0.11, 73)))
        case .marking:
            let worn: Float = Noise.cloud(place.x * 2, place.z * 2, 17)
            return Look(colour: mix(colour, grey(0.4), clamp(0.25 + worn) * 0.5))
        case .paving:
            return Look(
                colour: Material.slabs(colour, place.x, place.z, length: 0.5, height: 0.5, fine: fine, variety: 0.08))
        case .setts:
            return Look(
                colour: Material.slabs(colour, place.x, place.z, length: 0.16, height: 0.12, fine: fine, variety: 0.22))
        case .plaster:
            let stains: Float = Noise.cloud(u * 0.6, v * 0.4, 23)
            return Look(colour: colour * (1 + 0.05 * stains))
        case .concrete:
            let stains: Float = Noise.cloud(u * 0.8, v * 0.8, 31)
            let joint: Float = Material.line(u, 2.4, 0.03, fine)
            return Look(colour: colour * ((1 + 0.1 * stains) * (1 - 0.3 * joint)))
        case .brick:
            return Look(colour: Material.slabs(colour, u, v, length: 0.26, height: 0.09, fine: fine, variety: 0.2))
        case .planks:
            let tone: Float = Noise.cell(u / 0.14, 0.5) - 0.5
            let gap: Float = Material.line(u, 0.14, 0.022, fine)
            return Look(colour: colour * ((1 + 0.22 * tone + 0.06 * Noise.at(u * 9, v * 2)) * (1 - 0.65 * gap)))
        case .mesh:
            let wire = max(Material.line(u, 0.2, 0.035, fine), Material.line(v, 0.2, 0.03, fine))
            let behind = RGB(0.2, 0.23, 0.18) * (1 + 0.25 * Noise.at(place.x + place.z * 0.7, v * 2))
            return Look(colour: mix(behind, colour, max(wire, 0.12)))
        case .tiles:
            let row: Float = Material.line(v, 0.3, 0.07, fine), column: Float = Material.line(u, 0.25, 0.05, fine)
            let tone: Float = Noise.cell(u / 0.25, v / 0.3) - 0.5
            return Look(
                colour: colour * ((1 + 0.12 * tone + 0.1 * Noise.at(u * 0.5, v * 0.5)) * (1 - 0.25 * max(row, column))))
        case .corrugated:
            return Look(colour: colour * (0.93 + 0.1 * sine(u * 20) * Material.fade(0.3, fine)))
        case .spokes:
            let radius = (u * u + v * v).squareRoot()
            let turn = abs(u) < abs(v) ? u / max(abs(v), 1e-4) : v / max(abs(u), 1e-4)
            let spoke: Float = Material.line(turn * 3, 1, 0.09, fine * 3 / max(radius, 0.05))
            return Look(colour: mix(colour, grey(0.72), spoke))
        case .facade(let index): return facades[index].look(colour, u, v, fine: fine)
        }
    }

    private static func asphalt(_ colour: RGB, _ place: Point, _ fine: Float) -> RGB {
        let stains: Float = Noise.cloud(place.x * 0.5, place.z * 0.12, 11)
        let grain: Float = (Noise.cell(place.x * 40, place.z * 40) - 0.5) * fade(0.025, fine)
        return colour * (1 + 0.09 * stains + 0.2 * grain)
    }

    /// 1 where the wheels of a lane roll, less in its middle.
    @inline(__always) private static func tracks(_ u: Float) -> Float {
        let away = abs(u - 1.8)
        return max(1 - smoothStep(0.12, 0.55, abs(away - 0.85)), 0.6 * (1 - smoothStep(0.1, 0.5, away)))
    }

    /// 1 on detail of a size larger than a pixel, falling to 0.
    @inline(__always) static func fade(_ size: Float, _ pixel: Float) -> Float {
        let ratio = pixel / size
        return 1 / (1 + ratio * ratio)
    }

    /// 1 on lines that return after `period`, 0 between, the mean of both where pixels are larger than that.
    @inline(__always) static func line(_ value: Float, _ period: Float, _ width: Float, _ pixel: Float) -> Float {
        let phase = value / period, inside = phase - phase.rounded(.down)
        let sharp: Float = inside * period < width ? 1 : 0
        return mix(width / period, sharp, fade(period * 0.5, pixel))
    }

    /// Rows of stones, every second one moved by half.
    private static func slabs(
        _ colour: RGB, _ u: Float, _ v: Float, length: Float, height: Float, fine: Float, variety: Float
    )
        -> RGB
    {
        let row = (v / height).rounded(.down)
        let shift: Float = (row * 0.5) - (row * 0.5).rounded(.down)
        let along = u + shift * length
        let joint = max(line(along, length, 0.012, fine), line(v, height, 0.012, fine))
        let tone: Float = (Noise.cell(along / length, row) - 0.5) * fade(length, fine)
        let stains: Float = Noise.at(u * 0.7, v * 0.7, 41)
        return colour * ((1 + variety * tone + 0.07 * stains) * (1 - 0.28 * joint))
    }
}
