import Images
import PanSECB

/// The range of each layer's output over some pictures.
struct Calibration {
    /// By layer: the largest number; that of heads is not needed.
    private(set) var largest: [Float]

    init(layers: Int) { largest = [Float](repeating: 0, count: layers) }

    mutating func add(_ picture: Picture, _ network: FloatNetwork) {
        network.run(picture) { layer, map in
            largest[layer] = max(largest[layer], map.numbers.max() ?? 0)
        }
    }
}
