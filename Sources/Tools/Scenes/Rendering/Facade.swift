/// A wall with rows of windows over a ground floor of doors or shops.
struct Facade {
    enum Ground { case shops, doors, arcade, plain }

    var height: Float
    var width: Float
    var storey: Float
    var bay: Float
    /// Shares of bay and storey.
    var windowWidth: Float
    var windowHeight: Float
    var groundHeight: Float
    var ground: Ground
    var wall: Material
    var frame: RGB
    var trim: RGB
    var glass: RGB
    /// A window in how many has its blinds down.
    var blinds: Float
    var hasBalconies: Bool
    var seed: UInt32

    init(height: Float, width: Float, _ chance: inout Chance) {
        self.height = height
        self.width = width
        storey = chance.between(2.8, 3.8)
        let wanted = chance.between(1.7, 3.6)
        bay = width / max((width / wanted).rounded(), 1)
        windowWidth = chance.happens(0.15) ? 0.94 : chance.between(0.38, 0.7)
        windowHeight = chance.between(0.42, 0.66)
        groundHeight = chance.between(3.2, 4.4)
        ground = chance.pick([.shops, .shops, .doors, .doors, .arcade, .plain])
        wall = chance.pick([.plaster, .plaster, .plaster, .brick, .concrete])
        frame = chance.happens(0.7) ? chance.near(grey(0.85), 0.1) : chance.near(RGB(0.35, 0.25, 0.18), 0.1)
        trim = chance.near(RGB(0.75, 0.72, 0.66), 0.15)
        glass = chance.near(RGB(0.16, 0.19, 0.23), 0.07)
        blinds = chance.between(0, 0.4)
        hasBalconies = chance.happens(0.15)
        seed = UInt32(truncatingIfNeeded: chance.next())
    }

    /// `u` along the foot, `v` up, in metres.
    func look(_ colour: RGB, _ u: Float, _ v: Float, fine: Float) -> Look {
        if v < groundHeight { return groundLook(colour, u, v, fine) }
        let above = v - groundHeight, row = (above / storey).rounded(.down), column = (u / bay).rounded(.down)
        if v > height - 0.45 { return Look(colour: trim * (v > height - 0.12 ? 0.75 : 1)) }
        // No half rows under the roof.
        if groundHeight + (row + 1) * storey > height - 0.2 { return wallLook(colour, u, v, fine) }
        let x = u / bay - column, y = above / storey - row
        let left = (1 - windowWidth) / 2, low: Float = 0.26
        let inside = x > left && x < 1 - left && y > low && y < low + windowHeight
        if hasBalconies, Int(column) % 2 == 0, y < 0.3, x > 0.05, x < 0.95 {
            let bars = Material.line(u, 0.13, 0.05, fine)
            return Look(colour: y < 0.05 ? trim * 0.8 : mix(frame * 0.4, trim, bars * 0.7))
        }
        guard inside else {
            let isSill = x > left - 0.04 && x < 1.04 - left && y > low - 0.05 && y <= low
            return isSill ? Look(colour: trim) : wallLook(colour, u, v, fine)
        }
        let rim: Float = 0.07
        let right = (1 - left - x) * bay, top = (low + windowHeight - y) * storey
        if (x - left) * bay < rim || right < rim || (y - low) * storey < rim || top < rim || abs(x - 0.5) * bay < 0.035
        {
            return Look(colour: frame)
        }
        return pane(column, row, height: (low + windowHeight - y) / windowHeight)
    }

    /// `height`: 0 at the top of the window, 1 at its foot.
    private func pane(_ column: Float, _ row: Float, height: Float) -> Look {
        let fate = Noise.cell(column, row, seed)
        if fate < blinds, height < Noise.cell(column, row, seed ^ 9) {
            return Look(colour: mix(frame, trim, 0.5) * 0.9)
        }
        if fate > 0.96 { return Look(colour: RGB(0.85, 0.72, 0.45)) }
        let curtain: Float = fate > 0.7 ? 0.22 : 0
        return Look(
            colour: glass + curtain * (0.5 + fate * 0.5),
            gloss: 0.12 + 0.25 * Noise.cell(column, row, seed ^ 3) * (1 - 0.5 * height))
    }

    private func wallLook(_ colour: RGB, _ u: Float, _ v: Float, _ fine: Float) -> Look {
        wall.look(colour, u: u, v: v, place: Point(u, v, 0), fine: fine, facades: [])
    }

    private func groundLook(_ colour: RGB, _ u: Float, _ v: Float, _ fine: Float) -> Look {
        let base = wallLook(colour * 0.86, u, v, fine)
        if v > groundHeight - 0.2 { return Look(colour: trim * 0.9) }
        if v < 0.4 { return Look(colour: colour * 0.6) }
        let period = ground == .shops ? bay * 2 : bay
        let column = (u / period).rounded(.down), x = u / period - column, fate = Noise.cell(column, 0.5, seed ^ 21)
        let door = fate < 0.3, top = min(groundHeight - 0.9, 2.7)
        switch ground {
        case .plain: return base
        case .shops:
            if v > top + 0.1, v < top + 0.75, x > 0.03, x < 0.97 {
                let hue = Noise.cell(column, 3.5, seed),
                    tone = RGB(0.25 + 0.6 * hue, 0.2 + 0.5 * fate, 0.75 - 0.6 * hue)
                let letters = Noise.cell(u * 5, 1, seed) > 0.45 && abs(v - top - 0.42) < 0.14 && x > 0.2 && x < 0.8
                return Look(colour: letters ? grey(0.92) : tone)
            }
            guard v < top, x > 0.05, x < 0.95 else { return base }
            if x < 0.08 || x > 0.92 || v > top - 0.08 || abs(x - 0.5) < 0.012 { return Look(colour: frame * 0.6) }
            let goods = Noise.cell(u * 2.5, v * 1.5, seed)
            let display = v < 1.4 && goods > 0.5 ? RGB(goods, 0.9 - goods * 0.5, 0.4) * 0.5 : RGB()
            return Look(colour: glass + display * 0.5 + 0.06, gloss: 0.16)
        case .doors:
            if door, x > 0.28, x < 0.72, v < 2.5 {
                let isFrame = x < 0.32 || x > 0.68 || v > 2.4
                return Look(colour: isFrame ? trim : RGB(0.2 + 0.4 * fate, 0.2, 0.15 + 0.5 * (0.3 - fate)))
            }
            let left = (1 - windowWidth) / 2
            guard !door, x > left, x < 1 - left, v > 1.1, v < 2.6 else { return base }
            let isFrame = (x - left) * bay < 0.07 || (1 - left - x) * bay < 0.07 || v < 1.18 || v > 2.52
            return isFrame ? Look(colour: frame) : pane(column, -1, height: (2.6 - v) / 1.5)
        case .arcade:
            let arch = x - 0.5,
                reach = 0.36 - 0.36 * clamp((v - 2) / max(top - 2, 0.4)) * clamp((v - 2) / max(top - 2, 0.4))
            return v < top && abs(arch) < reach ? Look(colour: glass * 0.7, gloss: 0.04) : base
        }
    }
}
