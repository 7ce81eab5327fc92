import ArgumentParser

/// HEIGHTxWIDTH, as tensors have it.
struct PixelSize: Equatable, ExpressibleByArgument {
    let width: Int
    let height: Int

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    init?(argument: String) {
        let sides = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard sides.count == 2, let height = sides[0], let width = sides[1], (1...PixelSize.maxSide).contains(width),
            (1...PixelSize.maxSide).contains(height)
        else { return nil }
        self.width = width
        self.height = height
    }

    var defaultValueDescription: String { "\(height)x\(width)" }

    static let maxSide = 16384
}

/// One or more of them, separated by commas.
struct PixelSizes: ExpressibleByArgument {
    let sizes: [PixelSize]

    init?(argument: String) {
        let sizes = argument.split(separator: ",", omittingEmptySubsequences: false).map {
            PixelSize(argument: String($0))
        }
        guard sizes.allSatisfy({ $0 != nil }) else { return nil }
        self.sizes = sizes.compactMap { $0 }
    }
}
