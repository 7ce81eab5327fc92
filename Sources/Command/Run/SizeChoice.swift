import ArgumentParser
import PanSECB
import Predictions

/// `--size image`, `--size trained` or `--size HEIGHTxWIDTH`: the size at which the network sees pictures.
enum SizeChoice: Equatable, ExpressibleByArgument {
    case image, trained
    case pixels(PixelSize)

    init?(argument: String) {
        switch argument {
        case "image": self = .image
        case "trained": self = .trained
        default:
            guard let size = PixelSize(argument: argument) else { return nil }
            self = .pixels(size)
        }
    }

    static let help = ArgumentHelp(
        """
        Size at which the network sees pictures: image, as they are; trained, scaled to the area that it was trained \
        for; or height and width. Results have the pictures' own size. (default: trained for pictures whose area \
        differs by more than half from one that the model knows, else image)
        """, valueName: "HxW|trained|image")

    /// What was chosen for a model, which has to know the size that it was trained for.
    func inputSize(_ model: Model, file: String) throws -> InputSize {
        switch self {
        case .image: return .image
        case .pixels(let size): return .pixels(width: size.width, height: size.height)
        case .trained:
            guard model.trainedWidth > 0, model.trainedHeight > 0 else {
                throw InputError(
                    status: .unsupported,
                    "\(file): the size that it was trained for is not known; give --size HEIGHTxWIDTH, or name the "
                        + "trained size when it is converted: pansecb convert --trained-size HEIGHTxWIDTH")
            }
            return .trained
        }
    }

    /// What there is to say where pictures are scaled although nobody asked for it.
    static func note(_ model: Model, file: String) -> String {
        "\(file) was trained for pictures of \(model.trainedHeight)x\(model.trainedWidth): pictures whose area differs "
            + "by more than half are scaled to that area (--size image: they stay as they are)"
    }
}

extension InputSize: CustomStringConvertible {
    /// As on the command line.
    public var description: String {
        switch self {
        case .automatic: "automatic"
        case .image: "image"
        case .trained: "trained"
        case .pixels(let width, let height): "\(height)x\(width)"
        }
    }
}
