import PanSECB
import Support

/// What was found in a checkpoint.
public struct ConversionReport: Encodable, Sendable {
    public struct Tensor: Encodable, Sendable {
        public let name: String
        public let shape: [Int]
        /// f16, bf16, f32, f64, or another type that PyTorch has; empty for a missing tensor.
        public let type: String
        /// Why it is not used; empty for used and missing ones.
        public let reason: String
    }

    public struct Network: Encodable, Sendable {
        public let name: String
        public let semanticChannels: Int
        public let sigmas: Int
        public let things: Int
        /// Share of the published network's channels; nil: all.
        public let width: Double?

        public init(_ architecture: Architecture) {
            name = architecture.kind.name
            semanticChannels = architecture.semanticChannels
            sigmas = architecture.sigmas
            things = architecture.things
            width = architecture.width == Architecture.fullWidth ? nil : architecture.widthShare
        }

        /// E.g. `Pan-SECB of width 0.5, 13 semantic channels, 1 sigma, 8 things`.
        public var text: String {
            var parts = [name + (width.map { " of width \($0)" } ?? "")]
            if semanticChannels > 0 { parts.append(count(semanticChannels, "semantic channel")) }
            if things > 0 { parts += [count(sigmas, "sigma"), count(things, "thing")] }
            return parts.joined(separator: ", ")
        }
    }

    public let file: String
    public let format: String
    /// Key of the state dictionary in the file; empty: the file is nothing else.
    public let location: String
    public let network: Network
    public let used: [Tensor]
    public let ignored: [Tensor]
    public let missing: [Tensor]
    /// Tensors of the file that are not the model's, e.g. an optimiser's.
    public let otherTensors: Int

    /// One line for the file and one for the network.
    public var headline: String {
        let place = location.isEmpty ? "" : ", the model under \(location)"
        return "\(file): \(format)\(place.printable)\nnetwork: \(network.text)"
    }

    /// How many tensors were used, ignored and missing, and with `all` each of them. Missing ones are always named.
    public func tensorLines(all: Bool) -> String {
        var lines: [String] = []
        func list(_ title: String, _ tensors: [Tensor], named: Bool) {
            guard !tensors.isEmpty || title == "used" else { return }
            lines.append("\(title): \(count(tensors.count, "tensor"))")
            guard named else { return }
            lines += tensors.map { tensor in
                let reason = tensor.reason.isEmpty ? "" : "  (\(tensor.reason))"
                let type = tensor.type.isEmpty ? "" : " \(tensor.type)"
                return "  \(tensor.name.printable) \(tensor.shape)\(type)\(reason)"
            }
        }
        list("used", used, named: all)
        list("ignored", ignored, named: all)
        list("missing", missing, named: true)
        if otherTensors > 0 { lines.append("beside the model, not read: \(count(otherTensors, "tensor"))") }
        return lines.joined(separator: "\n")
    }
}

private func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
