import Foundation
import Images

/// Pictures as addresses that hold them.
enum DataURI {
    /// JPEG, or PNG where that is hardly larger: it keeps flat colours as they are.
    static func of(_ picture: Picture) throws -> String {
        let png = try picture.encodedPNG(), jpeg = try picture.encodedJPEG(quality: 90)
        let isFlat = Double(png.count) < 1.15 * Double(jpeg.count)
        return "data:image/\(isFlat ? "png" : "jpeg");base64,\(Data(isFlat ? png : jpeg).base64EncodedString())"
    }
}
