import Foundation

/// A colour of the screen (sRGB), each part 0 ... 255.
struct Colour: Equatable {
    var red: Float
    var green: Float
    var blue: Float

    init(_ red: Float, _ green: Float, _ blue: Float) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    static let white = Colour(255, 255, 255)
    static let black = Colour(0, 0, 0)

    /// `share` of the other colour, the rest of this one.
    func mixed(with other: Colour, _ share: Float) -> Colour {
        Colour(
            red + (other.red - red) * share,
            green + (other.green - green) * share,
            blue + (other.blue - blue) * share)
    }

    /// Whichever of nearly black and white is easier to read on this colour.
    var ink: Colour { Perceived(self).lightness > 0.68 ? Colour(18, 20, 24) : .white }
}

/// A colour as people see it (OKLCh): equal steps look equally large, and lightness can be set without changing the
/// hue. The matrices are those of Björn Ottosson's definition of OKLab.
struct Perceived {
    /// 0 (black) ... 1 (white).
    var lightness: Float
    /// 0 (grey) ... about 0.3.
    var chroma: Float
    /// Radians.
    var hue: Float

    init(lightness: Float, chroma: Float, hue: Float) {
        self.lightness = lightness
        self.chroma = chroma
        self.hue = hue
    }

    init(_ colour: Colour) {
        func linear(_ value: Float) -> Float {
            let v = value / 255
            return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4)
        }
        let (r, g, b) = (linear(colour.red), linear(colour.green), linear(colour.blue))
        let l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
        let m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
        let s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
        let x = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s
        let y = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
        lightness = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s
        chroma = (x * x + y * y).squareRoot()
        hue = atan2(y, x)
    }

    /// As screens show it; with less chroma where they cannot show as much.
    var colour: Colour {
        var tried = self
        for _ in 0..<24 {
            if let colour = tried.exact { return colour }
            tried.chroma *= 0.9
        }
        tried.chroma = 0
        return tried.exact ?? (lightness > 0.5 ? .white : .black)
    }

    private var exact: Colour? {
        let (x, y) = (chroma * cos(hue), chroma * sin(hue))
        func cube(_ v: Float) -> Float { v * v * v }
        let l = cube(lightness + 0.3963377774 * x + 0.2158037573 * y)
        let m = cube(lightness - 0.1055613458 * x - 0.0638541728 * y)
        let s = cube(lightness - 0.0894841775 * x - 1.2914855480 * y)
        let linear = [
            4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
        ]
        guard linear.allSatisfy({ $0 >= -0.001 && $0 <= 1.001 }) else { return nil }
        func screen(_ value: Float) -> Float {
            let v = min(max(value, 0), 1)
            return 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * pow(v, 1 / 2.4) - 0.055)
        }
        return Colour(screen(linear[0]), screen(linear[1]), screen(linear[2]))
    }
}
