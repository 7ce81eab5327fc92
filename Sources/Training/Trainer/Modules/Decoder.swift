import PanSECB

/// Two transposed convolutions, each with two blocks behind it, and a head.
final class Decoder {
    let head: Head
    private let first: Upsampler
    private let rest: Chain

    var convolutions: [Convolution] { first.convolutions + rest.convolutions + [head.convolution] }
    var normalisations: [BatchNormalisation] { first.normalisations + rest.normalisations }

    /// - Parameter layers: of the whole network.
    init(_ layers: [Layer], number: Int, _ context: Context) {
        func module(_ module: Int) -> [Layer] { layers.filter { $0.place == .decoder(number, module) } }
        func block(_ place: Int) -> NonBottleneck1D { NonBottleneck1D(module(place), number: 0, dropout: 0, context) }
        first = Upsampler(module(0)[0], context)
        rest = Chain(modules: [block(1), block(2), Upsampler(module(3)[0], context), block(4), block(5)])
        head = Head(layers.first { $0.place == .decoderHead(number) } ?? layers[0], context)
    }

    /// The features that the head takes.
    func forward(_ x: Tensor) -> Tensor { rest.forward(first.forward(x)) }

    /// The module whose output the features are.
    var last: (any Module)? { rest.modules.last }

    /// Gradient of the input, added to `dx` if there is one, given that of the features.
    func backward(_ gradient: Tensor, addingTo dx: Tensor? = nil) -> Tensor? {
        rest.backward(gradient, to: first).flatMap { first.backward($0, addingTo: dx) }
    }
}
