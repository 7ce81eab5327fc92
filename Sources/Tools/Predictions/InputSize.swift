import Images
import PanSECB

/// The size at which the network sees a picture.
public enum InputSize: Equatable, Sendable {
    /// `trained` for pictures whose area is not near that of the trained size, where the model knows it; `image` for
    /// all others.
    case automatic
    /// Each picture as it is.
    case image
    /// As many pixels as the model was trained for, at each picture's own proportions.
    case trained
    case pixels(width: Int, height: Int)

    /// A larger ratio of areas is not near.
    public static let nearRatio = 1.5
    /// The network halves its maps three times: sides are multiples of this.
    static let step = 8

    /// The size for a picture of that size. A model that does not know its trained size leaves it as it is.
    public func size(for picture: (width: Int, height: Int), _ model: Model) -> (width: Int, height: Int) {
        let area = Double(model.trainedWidth * model.trainedHeight)
        let ratio = area / (Double(picture.width) * Double(picture.height))
        switch self {
        case .image: return picture
        case .pixels(let width, let height): return (width, height)
        case .trained where ratio > 0: return InputSize.scaled(picture, ratio)
        case .automatic where ratio > InputSize.nearRatio || (ratio > 0 && ratio < 1 / InputSize.nearRatio):
            return InputSize.scaled(picture, ratio)
        case .automatic, .trained: return picture
        }
    }

    /// About `ratio` times as many pixels in the same proportions; a picture that has them stays as it is.
    private static func scaled(_ picture: (width: Int, height: Int), _ ratio: Double) -> (width: Int, height: Int) {
        let factor = min(ratio.squareRoot(), Double(Picture.maxSide) / Double(max(picture.width, picture.height)))
        func multiple(_ side: Double) -> Int { max(step, Int((side / Double(step)).rounded()) * step) }
        func size(_ factor: Double) -> (width: Int, height: Int) {
            (multiple(Double(picture.width) * factor), multiple(Double(picture.height) * factor))
        }
        let new = size(factor)
        return new == size(1) ? picture : new
    }
}
