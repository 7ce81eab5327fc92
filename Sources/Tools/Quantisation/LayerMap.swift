/// The output of a layer: [height][width][channels].
struct LayerMap {
    let height: Int, width: Int, channels: Int
    var numbers: [Float]

    init(height: Int, width: Int, channels: Int) {
        (self.height, self.width, self.channels) = (height, width, channels)
        numbers = [Float](repeating: 0, count: height * width * channels)
    }
}
