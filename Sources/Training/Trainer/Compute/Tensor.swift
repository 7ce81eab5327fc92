import CShims

/// Numbers of a batch, [images][height][width][channels] without gaps. Its memory returns to its pool with the last
/// reference.
final class Tensor {
    let images: Int, height: Int, width: Int, channels: Int
    let values: UnsafeMutablePointer<Float>
    private let pool: TensorPool

    var count: Int { images * height * width * channels }
    /// Floats of a row of pixels.
    var rowFloats: Int { width * channels }

    fileprivate init(
        images: Int, height: Int, width: Int, channels: Int, values: UnsafeMutablePointer<Float>,
        _ pool: TensorPool
    ) {
        self.images = images
        self.height = height
        self.width = width
        self.channels = channels
        self.values = values
        self.pool = pool
    }

    deinit { pool.giveBack(values, count) }

    /// Row `y` of image `image`.
    func row(_ image: Int, _ y: Int) -> UnsafeMutablePointer<Float> { values + (image * height + y) * rowFloats }
}

/// Memory of tensors, kept for the next tensor of the same size, since fresh pages cost more than arithmetic. Only one
/// thread may use it at a time.
final class TensorPool {
    private var free: [Int: [UnsafeMutablePointer<Float>]] = [:]

    /// A tensor whose values are not set.
    func take(_ images: Int, _ height: Int, _ width: Int, _ channels: Int) -> Tensor {
        let count = images * height * width * channels
        return Tensor(
            images: images, height: height, width: width, channels: channels,
            values: free[count]?.popLast() ?? TrainingMemory.take(count), self)
    }

    func take(like other: Tensor) -> Tensor { take(other.images, other.height, other.width, other.channels) }

    fileprivate func giveBack(_ memory: UnsafeMutablePointer<Float>, _ count: Int) {
        free[count, default: []].append(memory)
    }

    deinit {
        for list in free.values {
            for memory in list { TrainingMemory.free(memory) }
        }
    }
}
