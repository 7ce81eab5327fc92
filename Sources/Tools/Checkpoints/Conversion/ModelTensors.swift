/// A checkpoint's tensors by the names that the network gives them: without the prefixes of wrappers around it.
struct ModelTensors {
    /// What DataParallel and torch.compile put before every name.
    private static let wrappers = ["module.", "_orig_mod."]

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

    subscript(name: String) -> CheckpointTensor? { tensors[name] }
}
