/// A part of the network that ends in batch normalisation and ReLU.
protocol Module: AnyObject {
    var convolutions: [Convolution] { get }
    var normalisations: [BatchNormalisation] { get }

    /// The output, new; what the backward pass needs is kept until then.
    func forward(_ x: Tensor) -> Tensor

    /// Work on each row of the output's gradient, to be done once when the row is complete, before `backward`, by
    /// whoever computes the gradient: it is in the cache then. Without it `backward` does that work itself.
    func expect(_ gradient: Tensor) -> ConvolutionPass.RowWork

    /// Gradient of the input, or nil where nobody needs it; the parameters' gradients are added to. `gradient` is not
    /// kept.
    /// - Parameter previous: the module whose output the input is.
    func backward(_ gradient: Tensor, to previous: (any Module)?) -> Tensor?
}

/// Modules one after the other.
struct Chain {
    var modules: [any Module] = []

    var convolutions: [Convolution] { modules.flatMap(\.convolutions) }
    var normalisations: [BatchNormalisation] { modules.flatMap(\.normalisations) }

    func forward(_ x: Tensor) -> Tensor { modules.reduce(x) { $1.forward($0) } }

    /// Gradient of the first module's input, or nil where nobody needs it.
    /// - Parameter previous: the module before the first.
    func backward(_ gradient: Tensor, to previous: (any Module)? = nil) -> Tensor? {
        var gradient = gradient
        for (number, module) in modules.enumerated().reversed() {
            guard let next = module.backward(gradient, to: number > 0 ? modules[number - 1] : previous) else {
                return nil
            }
            gradient = next
        }
        return gradient
    }
}
