import CShims

/// Weights of a convolution of split pixels, each the sum of two bfloat16, in the order of matrix registers
/// (`pansecb_split_convolution.weights`).
public enum SplitWeights {
    /// 16-bit numbers in a convolution's weights.
    public static func count(taps: Int, blocks: Int, inputs: Int) -> Int { blocks * taps * groups(inputs) * 1024 }

    private static func groups(_ inputs: Int) -> Int { (inputs + 31) / 32 }

    /// Stores the weights of 16 outputs: those for `input`, in the first half of 32, and those for input + 16. With 16
    /// channels both parts of an input are multiplied by the same weight, which is passed twice.
    public static func set(
        _ first: SIMD16<Float>, _ second: SIMD16<Float>, _ weights: UnsafeMutablePointer<UInt16>, block: Int, tap: Int,
        taps: Int, input: Int, inputs: Int
    ) {
        let matrix = (block * taps + tap) * groups(inputs) + input / 32
        let row = weights + (1024 * matrix + 32 * (input % 16))
        pansecb_split32(first, second, row, row + 512)
    }
}
