import CShims

/// Smallest time of a few hundred milliseconds of runs, in seconds.
package func smallestTime(_ body: () -> Void) -> Double {
    body()
    var best = Double.infinity, total = 0.0
    while total < 0.3 {
        let start = pansecb_now()
        body()
        let time = Double(pansecb_now() - start) / 1e9
        best = min(best, time)
        total += time
    }
    return best
}

/// The convolutions that a 512x1024 image needs most; a multiplication and an addition count as two operations.
func benchConvolutions(_ kernels: pansecb_kernels) {
    let layers: [(name: String, width: Int, rows: Int, channels: Int, vertical: Bool, dilation: Int)] = [
        ("3x1  64 channels 128x256", 256, 128, 64, true, 1), ("1x3  64 channels 128x256", 256, 128, 64, false, 1),
        ("3x1 128 channels 64x128 d 4", 128, 64, 128, true, 4), ("1x3 128 channels 64x128 d 4", 128, 64, 128, false, 4),
        ("3x1  16 channels 256x512", 512, 256, 16, true, 1), ("1x3  16 channels 256x512", 512, 256, 16, false, 1),
    ]
    for layer in layers {
        let row = layer.width * layer.channels
        let input = Guarded<Float>(layer.rows * row) { Float($0 % 17) - 8 }, output = Guarded<Float>(layer.rows * row)
        let weights = Guarded<Float>(3 * layer.channels * layer.channels) { Float($0 % 13) / 13 }
        let bias = Guarded<Float>(layer.channels) { _ in 0 }
        let scratch = Guarded<Float>(Int(PANSECB_MAX_TAPS * PANSECB_TILE_PIXELS) * layer.channels)
        defer { withExtendedLifetime((input, output, weights, bias, scratch)) {} }
        var c = pansecb_convolution()
        c.taps = 3
        c.input_width = Int32(layer.width)
        c.input_channels = Int32(layer.channels)
        c.input_step = 1
        c.output_width = Int32(layer.width)
        c.output_blocks = Int32(layer.channels / 16)
        c.output_stride = Int32(layer.channels)
        c.relu = 1
        c.weights = UnsafePointer(weights.start)
        c.bias = UnsafePointer(bias.start)
        c.scratch = scratch.start
        let time = smallestTime {
            for y in 0..<layer.rows {
                for tap in 0..<3 {
                    let offset = (tap - 1) * layer.dilation, source = layer.vertical ? y + offset : y
                    let inside = source >= 0 && source < layer.rows
                    pansecb_set_tap(
                        &c, Int32(tap), inside ? input.start + source * row : nil, layer.vertical ? 0 : Int32(offset))
                }
                c.output = output.start + y * row
                kernels.convolution(&c)
            }
        }
        let operations = Double(2 * 3 * layer.rows * layer.width * layer.channels * layer.channels)
        print(
            "  convolution \(layer.name): \(milliseconds(time)) ms, "
                + "\((operations / time / 1e9 * 10).rounded() / 10) GFLOP/s"
        )
    }
}

/// The kernels that work on rows of a 1024x2048 image.
func benchRows(_ kernels: pansecb_kernels) {
    let width = 2048, rows = 64
    let features = Guarded<Float>(8 * width) { Float($0 % 31) - 15 },
        planes = Guarded<Float>(16 * width) { Float($0 % 31) - 15 }
    let weights = Guarded<Float>(512) { Float($0 % 13) / 13 }, scratch = Guarded<Float>(Int(PANSECB_HEAD_SCRATCH))
    let winner = Guarded<UInt8>(width), output = Guarded<Float>(16 * width), bits = Guarded<UInt64>(16 * width / 64)
    defer { withExtendedLifetime((features, planes, weights, scratch, winner, output, bits)) {} }
    var h = pansecb_head(
        features: UnsafePointer(features.start), width: Int32(width), channels: 12,
        weights: (UnsafePointer(weights.start), UnsafePointer(weights.start + 256)), bias: UnsafePointer(weights.start),
        output: output.start,
        plane: width, scratch: scratch.start)
    var a = pansecb_argmax(
        logits: UnsafePointer(planes.start), plane: width, channels: 12, width: Int32(width), winner: winner.start,
        confidence: nil)
    var k = pansecb_mark(
        logits: UnsafePointer(planes.start), logit_plane: width, channels: 8, width: Int32(width), bound: 14.5,
        bits: bits.start,
        plane: width / 64)
    var m = pansecb_map(input: UnsafePointer(planes.start), output: output.start, count: width)
    let perPixel: [(String, () -> Void)] = [
        ("head, 12 channels", { for _ in 0..<rows { kernels.head(&h) } }),
        ("argmax, 12 channels", { for _ in 0..<rows { kernels.argmax(&a) } }),
        ("mark, 8 channels", { for _ in 0..<rows { kernels.mark(&k) } }),
        ("sigmoid", { for _ in 0..<rows { kernels.sigmoid(&m) } }),
        ("tanh", { for _ in 0..<rows { kernels.tanh(&m) } }),
    ]
    for (name, body) in perPixel {
        print("  \(name): \((smallestTime(body) / Double(rows * width) * 1e11).rounded() / 100) ns a pixel")
    }
}

/// The kernels of clustering, a block at a time.
func benchCandidates(_ kernels: pansecb_kernels) {
    let count = Int(PANSECB_CANDIDATE_BLOCK),
        ellipse = pansecb_ellipse(
            x: 0.5, y: 0.5, bandwidth_x: 20, bandwidth_y: 20, limit: 0.7)
    let x = Guarded<Float>(count) { Float($0 % 8) / 8 }, y = Guarded<Float>(count) { Float($0 / 8) / 8 }
    let seed = Guarded<Float>(count) { Float($0 % 7) / 8 }, pixel = Guarded<UInt32>(count) { UInt32($0) }
    defer { withExtendedLifetime((x, y, seed, pixel)) {} }
    let (left, top) = (UnsafePointer(x.start), UnsafePointer(y.start))
    var s = pansecb_summary()
    (s.left, s.right, s.top, s.bottom) = (left, left, top, top)
    var h = pansecb_highest(
        seed: UnsafePointer(seed.start), pixel: UnsafePointer(pixel.start), highest: 0, place: 0)
    var r = pansecb_reach(
        left: left, right: left, top: top, bottom: top, highest: UnsafePointer(seed.start), ellipse: ellipse, met: 0,
        met_and_free: 0)
    var g = pansecb_gaussian(
        x: left, y: top, seed: seed.start, ellipse: ellipse, claims: 0, inside_and_free: 0, inside: 0)
    let calls: [(String, () -> Void)] = [
        ("summary", { for _ in 0..<1000 { kernels.summary(&s) } }),
        ("highest", { for _ in 0..<1000 { kernels.highest(&h) } }),
        ("reach", { for _ in 0..<1000 { kernels.reach(&r) } }),
        ("gaussian", { for _ in 0..<1000 { kernels.gaussian(&g) } }),
    ]
    for (name, body) in calls { print("  \(name): \((smallestTime(body) * 1e7).rounded() / 10) ns a block") }
}

func milliseconds(_ seconds: Double) -> Double { (seconds * 1e5).rounded() / 100 }
