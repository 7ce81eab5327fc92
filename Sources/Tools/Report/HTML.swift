import Foundation

/// Texts and numbers as they stand in the page.
enum HTML {
    /// For elements and attributes in double quotes. Control characters, which no page may have, become spaces.
    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;".unicodeScalars
            case "<": result += "&lt;".unicodeScalars
            case ">": result += "&gt;".unicodeScalars
            case "\"": result += "&quot;".unicodeScalars
            case "'": result += "&#39;".unicodeScalars
            case _ where scalar.value < 32 || (127..<160).contains(scalar.value): result.append(" ")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// Times 100 with one digit behind the point, e.g. `62.4`; what is no number is a dash.
    static func percent(_ share: Double?) -> String { number(share.map { 100 * $0 }, digits: 1) }

    static func number(_ value: Double?, digits: Int) -> String {
        guard let value, value.isFinite else { return dash }
        return String(format: "%.\(digits)f", value)
    }

    /// Without needless digits, e.g. `0.35`.
    static func short(_ value: Double) -> String { value.isFinite ? String(format: "%.4g", value) : dash }

    static let dash = "–"

    /// With spaces between thousands that no line breaks at.
    static func count(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "-" : ""
        for (i, digit) in digits.enumerated() {
            if i > 0, (digits.count - i) % 3 == 0 { text += "\u{202f}" }
            text.append(digit)
        }
        return text
    }

    /// Three digits and a letter, e.g. `1.2M`.
    static func compact(_ value: Int) -> String {
        for (unit, letter) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where Double(value) >= unit {
            let scaled = Double(value) / unit
            return String(format: scaled < 9.95 ? "%.1f" : "%.0f", scaled) + letter
        }
        return "\(value)"
    }

    /// 0 ... 1, whatever it was.
    static func clamped(_ value: Double?) -> Double {
        guard let value, value.isFinite else { return 0 }
        return min(max(value, 0), 1)
    }

    static func colour(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> String {
        String(format: "#%02x%02x%02x", red, green, blue)
    }
    static func colour(_ colour: (red: UInt8, green: UInt8, blue: UInt8)) -> String {
        Self.colour(colour.red, colour.green, colour.blue)
    }
}
