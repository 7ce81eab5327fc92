// swift-tools-version: 6.1
import PackageDescription

// One core, two builds. Normally the core serves the command line tool and the Swift tests. With PANSECB_EMBEDDED set
// it is compiled as Embedded Swift into libpansecb, which needs nothing but the C library (see HACKING.md).
let embedded = Context.environment["PANSECB_EMBEDDED"] != nil

// The manifest is not told the target: PANSECB_AARCH64 says that it is aarch64-none-none-elf
// (scripts/build-library-aarch64.sh).
let crossed = Context.environment["PANSECB_AARCH64"] != nil
#if arch(arm64)
    let arm = true
#else
    let arm = crossed
#endif

let coreSettings: [SwiftSetting] =
    embedded
    ? [
        .enableExperimentalFeature("Embedded"),
        .unsafeFlags(["-wmo", "-parse-as-library", "-enforce-exclusivity=unchecked"]),
    ]
    // Optimised in debug builds too: tests run whole networks.
    : [.unsafeFlags(["-O", "-enforce-exclusivity=unchecked"])]

/// For code that works pixel by pixel: optimised in debug builds too.
let optimised: [SwiftSetting] = [.unsafeFlags(["-O"])]

// MARK: Library

/// Kernels for one instruction set. They are always compiled in normal mode: with pointers and SIMD types only, they
/// leave no runtime behind, whereas Embedded mode would put a copy of it, compiled for the kernel's processor, into
/// each. Only the cross compiler's target has no other mode; it has one instruction set, so that any copy will do.
/// Unchecked: a kernel's caller has checked all sizes, and checking each sum of an address for overflow costs several
/// per cent.
func kernels(_ name: String, path: String, define: String, march: String, extensions: [String] = []) -> Target {
    .target(
        name: name, dependencies: ["CShims", "CPanSECB"], path: path,
        swiftSettings: (crossed ? coreSettings : []) + [
            .define(define),
            .unsafeFlags([
                "-Ounchecked", "-wmo", "-num-threads", "1", "-Xcc", "-march=\(march)", "-Xfrontend",
                "-disable-all-autolinking", "-enforce-exclusivity=unchecked",
            ]),
            .unsafeFlags(extensions.flatMap { ["-Xcc", "-m\($0)"] }),
        ])
}

func inferenceKernels(_ set: String, march: String, extensions: [String] = []) -> Target {
    kernels(
        "Kernels\(set)", path: "Sources/Library/Kernels/\(set)", define: "PANSECB_\(set.uppercased())", march: march,
        extensions: extensions)
}

let baseline = arm ? "armv8-a" : "x86-64"
let instructionSets =
    [
        inferenceKernels("Scalar", march: baseline),
        inferenceKernels("Baseline", march: baseline),
    ]
    + (arm
        ? [inferenceKernels("DotProduct", march: "armv8.2-a+dotprod")]
        : [
            inferenceKernels("AVX2", march: "haswell"),
            inferenceKernels("AVXVNNI", march: "haswell", extensions: ["avxvnni"]),
            inferenceKernels("AVX512", march: "x86-64-v4"),
            inferenceKernels("AVX512VNNI", march: "x86-64-v4", extensions: ["avx512vnni"]),
            inferenceKernels("AMX", march: "x86-64-v4", extensions: ["amx-tile", "amx-bf16"]),
        ])

/// Random numbers for training, made-up pictures and tests, in both builds; the library has no part in them.
let splitMix = Target.target(
    name: "SplitMix", path: "Sources/Tools/SplitMix", swiftSettings: embedded ? coreSettings : optimised)

/// A module of C headers. Swift code is compiled anew where the objects of the C targets that it imports are, and those
/// where their headers have changed: so headers.c includes all headers of the module. A system library has no objects.
func headers(_ name: String, path: String) -> Target { .target(name: name, path: path, publicHeadersPath: ".") }

let library: [Target] =
    [
        headers("CPanSECB", path: "Sources/Library/Header"),
        .target(
            name: "CShims", path: "Sources/Library/Shims",
            cSettings: embedded ? [.define("PANSECB_EMBEDDED")] : []),
        .target(
            name: "PanSECB", dependencies: ["CShims", "CPanSECB"] + instructionSets.map { .target(name: $0.name) },
            path: "Sources/Library/Core", swiftSettings: coreSettings),
        .target(
            name: "PanSECBABI", dependencies: ["PanSECB", "CPanSECB"], path: "Sources/Library/ABI",
            swiftSettings: coreSettings),
    ] + instructionSets

// MARK: Training

/// Kernels of training, which the library has no part in.
func trainingKernels(_ set: String, march: String) -> Target {
    let target = kernels(
        "TrainingKernels\(set)", path: "Sources/Training/Kernels/\(set)", define: "PANSECB_\(set.uppercased())",
        march: march)
    target.dependencies.append("CTrainingKernels")
    return target
}

let trainingInstructionSets =
    [
        trainingKernels("Scalar", march: baseline),
        trainingKernels("Baseline", march: baseline),
    ]
    + (arm
        ? []
        : [
            trainingKernels("AVX2", march: "haswell"),
            trainingKernels("AVX512", march: "x86-64-v4"),
        ])

let training: [Target] =
    [
        headers("CTrainingKernels", path: "Sources/Training/CTrainingKernels"),
        .target(
            name: "Training",
            dependencies: [
                "PanSECB", "CShims", "CPanSECB", "CTrainingKernels", "Checkpoints", "Evaluation", "Images",
                "Predictions", "Ranks", "SplitMix", .product(name: "Yams", package: "Yams"),
            ] + trainingInstructionSets.map { .target(name: $0.name) },
            path: "Sources/Training/Trainer", swiftSettings: optimised),
        .executableTarget(
            name: "trainstep", dependencies: ["PanSECB", "CShims", "Checkpoints", "Ranks", "Training"],
            path: "Benchmarks/training/trainstep"),
    ] + trainingInstructionSets

// MARK: Tools

/// A module of the tools: a folder of Sources/Tools.
func tool(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], settings: [SwiftSetting] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/Tools/\(name)", exclude: exclude,
        swiftSettings: settings)
}

let tools: [Target] = [
    .systemLibrary(name: "CDeflate", path: "Sources/Tools/CDeflate"),
    .systemLibrary(name: "CExpat", path: "Sources/Tools/CExpat"),
    .target(
        name: "CImages", path: "Sources/Tools/CImages", publicHeadersPath: "include",
        linkerSettings: [.linkedLibrary("png"), .linkedLibrary("jpeg")]),
    tool("Checkpoints", ["CPanSECB", "PanSECB", "Support"]),
    tool(
        "DatasetImport",
        ["CExpat", "Checkpoints", "Datasets", "Evaluation", "Images", "PanSECB", "PanopticFiles", "Support"],
        settings: optimised),
    tool("Datasets", ["Checkpoints", "Images", "PanSECB"]),
    tool("Evaluation", [], settings: optimised),
    tool("Images", ["CImages"], exclude: ["Font/make_font.py", "Font/LICENSE-DejaVu.txt"]),
    tool(
        "ONNX", ["Checkpoints", "PanSECB", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
        exclude: ["onnx.proto"]),
    tool(
        "PanopticFiles", ["CDeflate", "Datasets", "Evaluation", "Images", "PanSECB", "Support"],
        settings: optimised),
    tool("Predictions", ["CPanSECB", "Images", "PanSECB", "SplitMix"], settings: optimised),
    tool(
        "Quantisation", ["CPanSECB", "Checkpoints", "CShims", "Images", "PanSECB", "Predictions"],
        settings: optimised),
    tool("Ranks", []),
    tool("Report", ["Evaluation", "Images"], settings: optimised),
    // A picture takes seconds without optimisation.
    tool("Scenes", ["Images", "PanSECB", "SplitMix"], settings: [.unsafeFlags(["-O", "-wmo", "-num-threads", "1"])]),
    tool(
        "TrainingLog", ["Images", "Support", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
        exclude: ["TensorBoard/event.proto"]),
    tool("Support", []),
    tool("Video", ["Images"], settings: optimised),
    // Not named as the product, whose name differs from the library's module in case only.
    .executableTarget(
        name: "PanSECBTool",
        dependencies: [
            "PanSECB", "CShims", "CPanSECB", "Checkpoints", "DatasetImport", "Datasets", "Evaluation", "Images",
            "ONNX", "PanopticFiles", "Predictions", "Quantisation", "Ranks", "Report", "Scenes", "Support", "Training",
            "TrainingLog",
            "Video",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ],
        path: "Sources/Command"),
]

// MARK: Tests

/// The comparison of kernels with their twins, in both builds.
let checks: [Target] = [
    headers("CheckMath", path: "Tests/Library/CheckMath"),
    .target(
        name: "KernelChecks", dependencies: ["CShims", "CPanSECB", "CheckMath", "PanSECB", "SplitMix"],
        path: "Tests/Library/Kernels", swiftSettings: coreSettings),
]

let tests: [Target] = [
    .target(
        name: "TrainingKernelChecks",
        dependencies: ["CPanSECB", "CTrainingKernels", "KernelChecks", "PanSECB", "Training"],
        path: "Tests/Training/Kernels"),
    .executableTarget(
        name: "checkkernels",
        dependencies: [
            "CPanSECB", "KernelChecks", "PanSECB", "TrainingKernelChecks",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ],
        path: "Tests/Library/KernelsCommand"),
    .target(name: "GoldenFiles", path: "Tests/Golden/read"),
    .testTarget(
        name: "PanSECBTests",
        dependencies: [
            "CPanSECB", "CShims", "Checkpoints", "GoldenFiles", "Images", "KernelChecks", "PanSECB", "PanSECBABI",
            "Predictions", "Quantisation", "SplitMix",
        ],
        path: "Tests/Library/Core"),
    .testTarget(
        name: "CheckpointsTests", dependencies: ["Checkpoints", "PanSECB", "SplitMix"], path: "Tests/Tools/Checkpoints",
        resources: [.copy("Fixtures")]),
    .testTarget(
        name: "DatasetImportTests", dependencies: ["Checkpoints", "DatasetImport", "Datasets", "Images"],
        path: "Tests/Tools/DatasetImport", exclude: ["Fixtures"]),
    .testTarget(
        name: "DatasetsTests", dependencies: ["Checkpoints", "Datasets", "Images", "PanSECB"],
        path: "Tests/Tools/Datasets", exclude: ["Fixtures"]),
    .testTarget(name: "EvaluationTests", dependencies: ["Evaluation"], path: "Tests/Tools/Evaluation"),
    .testTarget(
        name: "ImagesTests", dependencies: ["Images", "SplitMix"], path: "Tests/Tools/Images", exclude: ["Fixtures"]),
    .testTarget(
        name: "ONNXTests",
        dependencies: [
            "Checkpoints", "ONNX", "PanSECB", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
        ],
        path: "Tests/Tools/ONNX"),
    .testTarget(
        name: "PanopticFilesTests", dependencies: ["CDeflate", "Images", "PanopticFiles"],
        path: "Tests/Tools/PanopticFiles"),
    .testTarget(
        name: "PredictionsTests", dependencies: ["CPanSECB", "Checkpoints", "Images", "PanSECB", "Predictions"],
        path: "Tests/Tools/Predictions"),
    .testTarget(
        name: "QuantisationTests",
        dependencies: ["CPanSECB", "Checkpoints", "Images", "PanSECB", "Predictions", "Quantisation", "SplitMix"],
        path: "Tests/Tools/Quantisation"),
    .testTarget(
        name: "ReportTests", dependencies: ["Evaluation", "Images", "Report"], path: "Tests/Tools/Report",
        exclude: ["Browser"]),
    .executableTarget(
        name: "writereport",
        dependencies: ["Checkpoints", "Datasets", "Evaluation", "Images", "Report", "Scenes", "Support"],
        path: "Tests/Tools/Report/Browser", exclude: ["check_references.py", "interactions.js", "run.sh"]),
    .testTarget(name: "SupportTests", dependencies: ["Support"], path: "Tests/Tools/Support"),
    .testTarget(name: "ScenesTests", dependencies: ["Scenes", "Images"], path: "Tests/Tools/Scenes"),
    .testTarget(
        name: "TrainingLogTests", dependencies: ["Images", "TrainingLog"], path: "Tests/Tools/TrainingLog",
        exclude: ["TensorBoard"]),
    .executableTarget(
        name: "writeevents", dependencies: ["Images", "TrainingLog"], path: "Tests/Tools/TrainingLog/TensorBoard",
        exclude: ["read_events.py", "read_full_disk.py", "run.sh"]),
    .testTarget(
        name: "TrainingTests",
        dependencies: ["Checkpoints", "Datasets", "GoldenFiles", "Images", "PanSECB", "Training"],
        path: "Tests/Training/Trainer"),
    .testTarget(name: "VideoTests", dependencies: ["Images", "Video"], path: "Tests/Tools/Video"),
]

let package = Package(
    name: "PanSECB",
    products: embedded
        ? [
            .library(name: "pansecb", type: crossed ? .static : .dynamic, targets: ["PanSECBABI"]),
            .library(name: "kernelchecks", type: .static, targets: ["KernelChecks"]),
        ]
        : [
            .executable(name: "pansecb", targets: ["PanSECBTool"]),
            .executable(name: "checkkernels", targets: ["checkkernels"]),
        ],
    dependencies: embedded
        ? []
        : [
            .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
            .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
            .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        ],
    targets: library + [splitMix] + checks + (embedded ? [] : training + tools + tests),
    swiftLanguageModes: [.v5])
