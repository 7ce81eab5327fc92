import CTrainingKernels

/// Runs a channel kernel over a batch, each image in a fixed number of parts, and adds their sums in order.
struct ChannelPass {
    let workers: Workers

    private static let parts = 8

    typealias Kernel = (UnsafePointer<pansecb_channels>) -> Void

    /// - Parameters:
    ///   - tensor: one of the tensors; the others have its shape.
    ///   - arguments: returns the kernel's arguments, given the image and the part's first number.
    func run(_ tensor: Tensor, _ kernel: Kernel, _ arguments: (Int, Int) -> pansecb_channels) {
        forEachPart(tensor) { _, image, start, pixels, _ in
            var c = arguments(image, start)
            c.pixels = pixels
            c.channels = Int32(tensor.channels)
            kernel(&c)
        }
    }

    /// The same for kernels with sums; returns [2][channels] for each image.
    func sums(_ tensor: Tensor, _ kernel: Kernel, _ arguments: (Int, Int) -> pansecb_channels) -> [[Double]] {
        let each = 2 * tensor.channels, parts = ChannelPass.parts
        var partial = [Double](repeating: 0, count: tensor.images * parts * each)
        partial.withUnsafeMutableBufferPointer { partial in
            guard let start = partial.baseAddress else { return }
            forEachPart(tensor) { item, image, first, pixels, _ in
                var c = arguments(image, first)
                c.pixels = pixels
                c.channels = Int32(tensor.channels)
                c.sums = start + item * each
                kernel(&c)
            }
        }
        return (0..<tensor.images).map { image in
            (0..<each).map { i in (0..<parts).reduce(0.0) { $0 + partial[(image * parts + $1) * each + i] } }
        }
    }

    private func forEachPart(_ tensor: Tensor, _ body: (Int, Int, Int, Int, Scratch) -> Void) {
        let pixels = tensor.height * tensor.width, parts = ChannelPass.parts
        workers.run(tensor.images * parts) { item, scratch in
            let image = item / parts, part = item % parts
            let first = part * pixels / parts, end = (part + 1) * pixels / parts
            body(item, image, (image * pixels + first) * tensor.channels, end - first, scratch)
        }
    }

    /// Sums of each channel.
    func channelSums(_ x: Tensor) -> [Double] {
        total(
            sums(x, workers.training.moments) { _, start in
                var c = pansecb_channels()
                c.x = UnsafePointer(x.values + start)
                return c
            })
    }

    private func total(_ images: [[Double]]) -> [Double] {
        images.dropFirst().reduce(images[0]) { zip($0, $1).map(+) }
    }
}

/// Sums over the rows of a tensor. Channel kernels compute them while a row is in the cache; they are added in the
/// order of rows.
final class RowSums {
    private let tensor: Tensor
    private let kernel: ChannelPass.Kernel
    private let sums: UnsafeMutablePointer<Double>
    /// Number of sums of a row, [2][channels].
    private let each: Int

    init(_ tensor: Tensor, _ kernel: @escaping ChannelPass.Kernel) {
        self.tensor = tensor
        self.kernel = kernel
        each = 2 * tensor.channels
        sums = .allocate(capacity: tensor.images * tensor.height * each)
        sums.initialize(repeating: 0, count: tensor.images * tensor.height * each)
    }

    deinit { sums.deallocate() }

    /// Runs the kernel on a row, once for each row, on any thread. `arguments` receives the row's first number.
    func run(_ image: Int, _ row: Int, _ arguments: (Int) -> pansecb_channels) {
        let number = image * tensor.height + row
        var c = arguments(number * tensor.rowFloats)
        c.pixels = tensor.width
        c.channels = Int32(tensor.channels)
        c.sums = sums + number * each
        kernel(&c)
    }

    /// [2][channels]
    var total: [Double] { sum(rows: 0..<tensor.images * tensor.height) }

    /// [2][channels] of each image.
    var images: [[Double]] { (0..<tensor.images).map { sum(rows: $0 * tensor.height..<($0 + 1) * tensor.height) } }

    private func sum(rows: Range<Int>) -> [Double] {
        var total = [Double](repeating: 0, count: each)
        for row in rows {
            for i in 0..<each { total[i] += sums[row * each + i] }
        }
        return total
    }
}
