import ArgumentParser

/// What `export` writes.
enum ExportFormat: String, CaseIterable, ExpressibleByArgument {
    case onnx
    case safetensors

    /// The format that a file's name ends with.
    init?(file: String) {
        guard let format = ExportFormat.allCases.first(where: { file.lowercased().hasSuffix(".\($0)") }) else {
            return nil
        }
        self = format
    }
}
