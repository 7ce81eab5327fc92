import CShims

/// Where offsets, sigmas and seeds come from: whole maps that a caller has, or the network's heads, sampled at the
/// pixels that matter. The numbers are the same.
enum InstanceOutputs {
    /// [2 offsets, sigmas, seeds][height][width]
    case maps(UnsafePointer<Float>)
    case heads(SampledHeads)
}

/// The heads of offsets and of seeds above features that are still in the arena.
struct SampledHeads {
    let kernels: pansecb_kernels
    let offsets: PackedLayer, offsetFeatures: UnsafePointer<Float>
    let seeds: PackedLayer, seedFeatures: UnsafePointer<Float>
    let featureWidth: Int
    let width: Int
    let bits: SeedBits

    func sampleOffsets(
        _ pixels: UnsafePointer<UInt32>, _ count: Int, first: Int, _ a: UnsafeMutablePointer<Float>,
        _ b: UnsafeMutablePointer<Float>?
    ) {
        sample(offsets, offsetFeatures, pixels, count, first: first, a, b)
    }

    func sampleSeeds(_ thing: Int, _ pixels: UnsafePointer<UInt32>, _ count: Int, _ output: UnsafeMutablePointer<Float>)
    {
        sample(seeds, seedFeatures, pixels, count, first: thing, output, nil)
    }

    private func sample(
        _ head: PackedLayer, _ features: UnsafePointer<Float>, _ pixels: UnsafePointer<UInt32>, _ count: Int,
        first: Int,
        _ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>?
    ) {
        var s = pansecb_sample()
        s.features = features
        s.feature_width = Int32(truncatingIfNeeded: featureWidth)
        s.width = Int32(truncatingIfNeeded: width)
        s.pixels = pixels
        s.count = count
        s.weights = UnsafePointer(head.weights)
        s.phase_stride = head.blocks * 256
        s.bias = UnsafePointer(head.bias)
        s.first = Int32(truncatingIfNeeded: first)
        s.channels = b == nil ? 1 : 2
        s.outputs.0 = a
        s.outputs.1 = b
        kernels.sample(&s)
    }
}
