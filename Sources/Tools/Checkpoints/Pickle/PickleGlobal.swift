/// What a pickle may name. The list is closed, and a name stands for a meaning of ours, never for code.
enum PickleGlobal {
    /// A dictionary, whatever Python class makes it.
    case dictionaryClass
    /// torch._utils._rebuild_tensor and _rebuild_tensor_v2: storage, offset, size, strides.
    case rebuildTensor
    /// torch._utils._rebuild_parameter: a tensor, and whether it is trained.
    case rebuildParameter
    /// torch.Size: a tuple.
    case sizeClass
    case storageClass(ElementType)
    /// Classes and functions whose values checkpoints carry beside the model (epochs, options, paths, random states).
    /// Their arguments are dropped, and so is what comes out.
    case unimportant

    init(module: String, name: String) throws(CheckpointError) {
        guard !PickleGlobal.isQuantised(module: module, name: name) else {
            throw CheckpointError(
                .unsupported, "it holds quantised tensors, whose values are rounded to 8 bits",
                fix:
                    "Dequantise them in PyTorch, tensor.dequantize(), and save the weights under the names that the "
                    + "network had before: torch.save(state, \"model.pth\")")
        }
        switch (module, name) {
        case ("collections", "OrderedDict"), ("collections", "defaultdict"), ("collections", "Counter"),
            ("builtins", "dict"),
            ("__builtin__", "dict"):
            self = .dictionaryClass
        case ("torch._utils", "_rebuild_tensor"), ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
        case ("torch._utils", "_rebuild_parameter"), ("torch._utils", "_rebuild_parameter_with_state"):
            self = .rebuildParameter
        case ("torch", "Size"): self = .sizeClass
        case ("torch", _), ("torch.cuda", _):
            if let type = PickleGlobal.storageTypes[name] {
                self = .storageClass(type)
            } else if module == "torch", PickleGlobal.torchNames.contains(name) {
                self = .unimportant
            } else {
                throw PickleGlobal.refusal(module: module, name: name)
            }
        default:
            guard PickleGlobal.unimportantNames[module]?.contains(name) == true else {
                throw PickleGlobal.refusal(module: module, name: name)
            }
            self = .unimportant
        }
    }

    private static func refusal(module: String, name: String) -> CheckpointError {
        CheckpointError(
            .refused,
            "the pickle asks for \("\(module).\(name)".debugDescription), which the state of a model does not need; "
                + "nothing of it was run",
            fix:
                "If you trust the file, load it in PyTorch and save the weights alone: "
                + "torch.save(model.state_dict(), \"model.pth\")"
        )
    }

    /// Types, schemes and functions of quantised tensors.
    private static func isQuantised(module: String, name: String) -> Bool {
        switch module {
        case "torch._utils": name == "_rebuild_qtensor"
        case "torch", "torch.cuda":
            [
                "qint8", "quint8", "qint32", "quint4x2", "quint2x4", "per_tensor_affine", "per_channel_affine",
                "per_channel_affine_float_qparams", "QInt8Storage", "QUInt8Storage", "QInt32Storage",
                "QUInt4x2Storage", "QUInt2x4Storage",
            ].contains(name)
        default: false
        }
    }

    private static let storageTypes: [String: ElementType] = [
        "FloatStorage": .float32, "DoubleStorage": .float64, "HalfStorage": .float16, "BFloat16Storage": .bfloat16,
        "LongStorage": .other(name: "i64", size: 8), "IntStorage": .other(name: "i32", size: 4),
        "ShortStorage": .other(name: "i16", size: 2), "CharStorage": .other(name: "i8", size: 1),
        "ByteStorage": .other(name: "u8", size: 1), "BoolStorage": .other(name: "bool", size: 1),
        "ComplexFloatStorage": .other(name: "c64", size: 8), "ComplexDoubleStorage": .other(name: "c128", size: 16),
    ]

    /// Types of elements, as values.
    private static let torchNames: Set<String> = [
        "float16", "bfloat16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "bool", "device",
        "strided",
        "contiguous_format", "channels_last",
    ]

    private static let unimportantNames: [String: Set<String>] = [
        "builtins": ["set", "frozenset", "list", "int", "float", "complex", "bytearray", "slice", "range"],
        "__builtin__": ["set", "frozenset", "list", "int", "float", "complex", "bytearray", "slice", "xrange"],
        "_codecs": ["encode"],
        "argparse": ["Namespace"],
        "types": ["SimpleNamespace"],
        "pathlib": ["Path", "PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath"],
        "datetime": ["date", "datetime", "time", "timedelta"],
        "numpy": ["dtype", "ndarray"],
        "numpy.core.multiarray": ["scalar", "_reconstruct"],
        "numpy._core.multiarray": ["scalar", "_reconstruct"],
    ]
}
