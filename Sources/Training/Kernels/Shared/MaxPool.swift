import CShims
import CTrainingKernels

func maxPool(_ arguments: UnsafePointer<pansecb_max_pool>) {
    let p = arguments.pointee
    guard let top = pansecb_pool_row(arguments, 0), let bottom = pansecb_pool_row(arguments, 1) else { return }
    for pixel in 0..<p.width {
        let input = 2 * pixel * p.input_stride, output = p.output + pixel * p.output_stride
        var channel = 0
        while channel + 16 <= Int(p.channels) {
            let place = input + channel
            let upper = larger(load(top + place), load(top + place + p.input_stride))
            let lower = larger(load(bottom + place), load(bottom + place + p.input_stride))
            store(larger(upper, lower), output + channel)
            channel += 16
        }
        while channel < Int(p.channels) {
            let place = input + channel
            output[channel] = max(
                max(top[place], top[place + p.input_stride]), max(bottom[place], bottom[place + p.input_stride]))
            channel += 1
        }
    }
}

/// Compares like the forward pass: the first of the largest among the four takes the gradient.
func maxPoolGradient(_ arguments: UnsafePointer<pansecb_max_pool>) {
    let p = arguments.pointee
    guard let top = pansecb_pool_row(arguments, 0), let bottom = pansecb_pool_row(arguments, 1),
        let topGradient = pansecb_pool_gradient_row(arguments, 0),
        let bottomGradient = pansecb_pool_gradient_row(arguments, 1)
    else { return }
    for pixel in 0..<p.width {
        let left = 2 * pixel * p.input_stride, right = left + p.input_stride
        var channel = 0
        while channel < Int(p.channels) {
            let a = load(top + left + channel), b = load(top + right + channel)
            let c = load(bottom + left + channel), d = load(bottom + right + channel)
            let largest = larger(larger(a, b), larger(c, d))
            var rest = load(p.gradient + pixel * p.output_stride + channel)
            give(&rest, a .== largest, topGradient + left + channel)
            give(&rest, b .== largest, topGradient + right + channel)
            give(&rest, c .== largest, bottomGradient + left + channel)
            give(&rest, d .== largest, bottomGradient + right + channel)
            channel += 16
        }
    }
}

/// Adds the remaining gradient where the mask is set, and clears it there.
@inline(__always)
private func give(_ rest: inout Block, _ mask: SIMDMask<SIMD16<Int32>>, _ target: UnsafeMutablePointer<Float>) {
    store(load(target) + Block.zero.replacing(with: rest, where: mask), target)
    rest.replace(with: 0, where: mask)
}

@inline(__always)
private func larger(_ a: Block, _ b: Block) -> Block { a.replacing(with: b, where: b .> a) }
