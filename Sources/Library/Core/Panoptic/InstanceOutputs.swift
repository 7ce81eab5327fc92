/// Where offsets, sigmas and seeds come from: a caller's whole maps, or the network's heads, sampled at the pixels
/// needed. The numbers are the same.
enum InstanceOutputs {
    /// [2 offsets, sigmas, seeds][height][width]
    case maps(UnsafePointer<Float>)
    case heads(SampledHeads)
}

/// The heads of offsets and seeds, on features that are still in the arena.
struct SampledHeads {
    let offsets: Head, offsetFeatures: UnsafePointer<Float>
    let seeds: Head, seedFeatures: UnsafePointer<Float>
    let featureWidth: Int
    let width: Int
    let bits: SeedBits

    func sampleOffsets(
        _ pixels: UnsafePointer<UInt32>, _ count: Int, first: Int, _ a: UnsafeMutablePointer<Float>,
        _ b: UnsafeMutablePointer<Float>?
    ) {
        offsets.sample(
            pixels, count: count, of: offsetFeatures, featureWidth: featureWidth, width: width, first: first, to: (a, b)
        )
    }

    func sampleSeeds(
        _ thing: Int, _ pixels: UnsafePointer<UInt32>, _ count: Int, _ output: UnsafeMutablePointer<Float>
    ) {
        seeds.sample(
            pixels, count: count, of: seedFeatures, featureWidth: featureWidth, width: width, first: thing,
            to: (output, nil))
    }
}
