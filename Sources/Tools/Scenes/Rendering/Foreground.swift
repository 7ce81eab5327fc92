/// What belongs to the car and its camera and hides the street: the bonnet, and a border without a picture.
struct Foreground {
    private let width: Float
    private let height: Float
    /// Height of the bonnet's middle as a share of the picture, 0 without one; and how much lower its sides are.
    private let bonnet: Float
    private let bulge: Float
    private let colour: RGB
    private let border: Float

    init(width: Int, height: Int, _ chance: inout Chance) {
        self.width = Float(width)
        self.height = Float(height)
        bonnet = chance.happens(0.35) ? chance.between(0.04, 0.1) : 0
        bulge = chance.between(0.1, 0.6)
        colour = chance.near(chance.pick([grey(0.12), grey(0.55), RGB(0.15, 0.2, 0.35)]), 0.06)
        border = chance.happens(0.08) ? chance.between(0.004, 0.015) : 0
    }

    /// Nil where the street is seen.
    func label(_ x: Int, _ y: Int) -> Label? {
        let across = (Float(x) + 0.5) / width, down = (Float(y) + 0.5) / height
        if border > 0, min(across, 1 - across) < border || min(down, 1 - down) < border { return .outOfRegion }
        return rise(across, down) > 0 ? .egoVehicle : nil
    }

    /// Linear light of what is there.
    func light(_ label: Label, _ x: Int, _ y: Int, _ light: Light) -> RGB {
        guard label == .egoVehicle else { return grey(0.0004) }
        let depth = rise((Float(x) + 0.5) / width, (Float(y) + 0.5) / height)
        let mirrored = light.horizon * light.horizon * (0.25 * (1 - smoothStep(0, 0.06, depth)) + 0.04)
        return colour * colour * light.ambient * 0.8 + mirrored
    }

    /// How far a place is inside the bonnet.
    private func rise(_ across: Float, _ down: Float) -> Float {
        let x = 2 * across - 1
        return bonnet > 0 ? down - (1 - bonnet * (1 - bulge * x * x)) : -1
    }
}
