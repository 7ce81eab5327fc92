import Images

/// The colours of errors, in pictures and in the report: people with any kind of colour vision tell them apart.
enum ErrorColours {
    static let missed: (red: UInt8, green: UInt8, blue: UInt8) = (224, 36, 104)
    static let falsePositives: (red: UInt8, green: UInt8, blue: UInt8) = (30, 136, 229)
    static let wrongClass: (red: UInt8, green: UInt8, blue: UInt8) = (255, 193, 7)
}
