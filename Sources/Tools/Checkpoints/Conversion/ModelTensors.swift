/// A checkpoint's tensors by the names that the network gives them: without the prefixes of wrappers around it.
struct ModelTensors {
    /// What DataParallel, torch.compile and PyTorch Lightning put before every name, and ERFNet's program that trains
    /// an encoder on ImageNet.
    private static let wrappers = ["module.", "_orig_mod.", "model.", "features."]

    /// Names of the network, in the order of the file.
    let names: [String]
    private let tensors: [String: CheckpointTensor]

    init(_ checkpoint: Checkpoint) throws(CheckpointError) {
        var names: [String] = []
        var tensors: [String: CheckpointTensor] = [:]
        for tensor in checkpoint.tensors {
            var name = Substring(tensor.name)
            while let wrapper = ModelTensors.wrappers.first(where: { name.hasPrefix($0) }) {
                name = name.dropFirst(wrapper.count)
            }
            guard tensors.updateValue(tensor, forKey: String(name)) == nil else {
                throw CheckpointError(
                    .notThisNetwork, tensor: tensor.name, "the file has this tensor twice, with and without a prefix")
            }
            names.append(String(name))
        }
        self.names = names
        self.tensors = tensors
    }

    /// Whether a tensor's name is that of an encoder's.
    var hasEncoder: Bool { names.contains { $0.hasPrefix("encoder.") } }

    subscript(name: String) -> CheckpointTensor? { tensors[name] }
}
