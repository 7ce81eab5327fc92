/// A picture made of hashes: a smooth field with noise on it, in integer arithmetic. The twin of `rgb_image` in
/// `Tests/Golden/make/hashing.py`.
package struct HashImage {
    package let width: Int
    package let height: Int
    /// Red, green and blue of each pixel, rows without padding.
    package let rgb: [UInt8]

    /// Pixels between the lattice points of the smooth part.
    private static let cell = 16

    package init(width: Int, height: Int, rgb: [UInt8]) {
        self.width = width
        self.height = height
        self.rgb = rgb
    }

    package init(_ name: String, width: Int, height: Int) {
        let lattice = HashNoise(name + " lattice"), grain = HashNoise(name + " grain")
        let cell = HashImage.cell, columns = width / cell + 2
        var rgb: [UInt8] = []
        rgb.reserveCapacity(width * height * 3)
        for y in 0..<height {
            for x in 0..<width {
                for c in 0..<3 {
                    func corner(_ dy: Int, _ dx: Int) -> Int {
                        Int(lattice[((y / cell + dy) * columns + x / cell + dx) * 3 + c] & 255)
                    }
                    let fy = y % cell, fx = x % cell
                    let upper = corner(0, 0) * (cell - fx) + corner(0, 1) * fx
                    let lower = corner(1, 0) * (cell - fx) + corner(1, 1) * fx
                    let smooth = (upper * (cell - fy) + lower * fy) >> 8
                    rgb.append(UInt8(smooth * 7 / 8 + Int(grain[(y * width + x) * 3 + c] & 31)))
                }
            }
        }
        self.width = width
        self.height = height
        self.rgb = rgb
    }

    /// The same as three planes of floats 0 ... 1.
    package var planar: [Float] {
        (0..<3).flatMap { c in stride(from: c, to: rgb.count, by: 3).map { Float(rgb[$0]) / 255 } }
    }

    /// Of planes of the image's size, every so manyth row and column: what goldens hold.
    package func everyNth(_ rowStep: Int, _ columnStep: Int, of planes: [Float]) -> [Float] {
        var kept: [Float] = []
        for plane in stride(from: 0, to: planes.count, by: width * height) {
            for y in stride(from: 0, to: height, by: rowStep) {
                for x in stride(from: 0, to: width, by: columnStep) { kept.append(planes[plane + y * width + x]) }
            }
        }
        return kept
    }
}
