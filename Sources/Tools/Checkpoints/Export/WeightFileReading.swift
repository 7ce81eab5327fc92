import PanSECB

extension ConvertedModel {
    /// Whether bytes begin as those of a weight file.
    public static func recognises(_ bytes: [UInt8]) -> Bool { bytes.starts(with: WeightFileLayout.magic) }

    /// Reads a weight file. `file` is the name for messages.
    public init(weightFile bytes: [UInt8], file: String) throws {
        do {
            // Checks the file from beginning to end.
            self.init(try bytes.withUnsafeBytes { try Model.load(bytes: $0) }, tensors: [])
        } catch let error as Failure {
            throw Failure(error.status, "\(file): \(error.text)")
        }
        do throws(CheckpointError) {
            tensors = try WeightFileListing(bytes: bytes).tensors.map { tensor throws(CheckpointError) in
                try WeightTensor(tensor, in: bytes)
            }
        } catch {
            throw error.naming(file: file)
        }
    }

    /// What a loaded model tells of itself, which is all but its weights.
    init(_ model: Model, tensors: [WeightTensor]) {
        self.init(
            architecture: model.architecture,
            table: ClassTable(classes: model.classes, someThingChannel: model.thingsChannel), tensors: tensors)
        (trainedWidth, trainedHeight) = (model.trainedWidth, model.trainedHeight)
        (licence, source) = (model.licence, model.source)
        thresholds = Thresholds(model.defaults)
    }
}

extension WeightTensor {
    /// Reads a tensor of a weight file. Programs that read exports do not expect what is no number.
    fileprivate init(_ tensor: WeightFileListing.Tensor, in file: [UInt8]) throws(CheckpointError) {
        if tensor.precision == WeightPrecision.int8.name {
            let values = file[tensor.offset..<tensor.offset + tensor.bytes].map { Float(Int8(bitPattern: $0)) }
            self.init(name: tensor.name, shape: tensor.shape, values: values, precision: .int8)
            return
        }
        let type: ElementType = tensor.precision == WeightPrecision.float16.name ? .float16 : .float32
        let stored = try CheckpointTensor(
            name: tensor.name, shape: tensor.shape, elementType: type, file: file,
            storage: tensor.offset..<tensor.offset + tensor.bytes)
        let values = try stored.floats()
        if let wrong = values.firstIndex(where: { !$0.isFinite }) {
            throw CheckpointError(.badValue, tensor: tensor.name, "value \(wrong) is \(values[wrong])")
        }
        self.init(name: tensor.name, shape: tensor.shape, values: values)
    }
}
