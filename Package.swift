// swift-tools-version: 6.1
import PackageDescription

// One core, two builds. Normally the core serves the command line tool and the Swift tests. With PANSECB_EMBEDDED set it is
// compiled as Embedded Swift into libpansecb, which needs nothing but the C library (see HACKING.md).
let embedded = Context.environment["PANSECB_EMBEDDED"] != nil

// The manifest is not told the target: PANSECB_AARCH64 says that it is aarch64-none-none-elf (scripts/build-library-aarch64.sh).
let crossed = Context.environment["PANSECB_AARCH64"] != nil
#if arch(arm64)
let arm = true
#else
let arm = crossed
#endif

let coreSettings: [SwiftSetting] = embedded
    ? [.enableExperimentalFeature("Embedded"), .unsafeFlags(["-wmo", "-parse-as-library", "-enforce-exclusivity=unchecked"])]
    // Optimised in debug builds too: tests run whole networks.
    : [.unsafeFlags(["-O", "-enforce-exclusivity=unchecked"])]

/// Kernels are always compiled in normal mode: with pointers and SIMD types only, they leave no runtime behind, whereas
/// Embedded mode would put a copy of it, compiled for the kernel's processor, into each. Only for the cross compiler's target there
/// is no other mode; and one instruction set, so that any copy will do.
/// Unchecked: a kernel's caller has checked all sizes; to check each sum of an address for overflow again cost several per cent.
func kernels(_ name: String, define: String, march: String, _ extensions: [String] = []) -> Target {
    .target(
        name: name, dependencies: ["CShims", "CPanSECB"],
        swiftSettings: (crossed ? coreSettings : []) + [
            .define(define),
            .unsafeFlags(["-Ounchecked", "-wmo", "-num-threads", "1", "-Xcc", "-march=\(march)", "-Xfrontend", "-disable-all-autolinking", "-enforce-exclusivity=unchecked"]),
            .unsafeFlags(extensions.flatMap { ["-Xcc", "-m\($0)"] }),
        ])
}

let baseline = arm ? "armv8-a" : "x86-64"
let instructionSets = [
    kernels("KernelsScalar", define: "PANSECB_SCALAR", march: baseline),
    kernels("KernelsBaseline", define: "PANSECB_BASELINE", march: baseline),
] + (arm ? [] : [
    kernels("KernelsAVX2", define: "PANSECB_AVX2", march: "haswell"),
    kernels("KernelsAVX512", define: "PANSECB_AVX512", march: "x86-64-v4"),
    kernels("KernelsAMX", define: "PANSECB_AMX", march: "x86-64-v4", ["amx-tile", "amx-bf16"]),
])

/// The same for training, which the library has no part in.
func trainingKernels(_ name: String, define: String, march: String) -> Target {
    let target = kernels(name, define: define, march: march)
    target.dependencies.append("CTrainingKernels")
    return target
}

let trainingInstructionSets = [
    trainingKernels("TrainingKernelsScalar", define: "PANSECB_SCALAR", march: baseline),
    trainingKernels("TrainingKernelsBaseline", define: "PANSECB_BASELINE", march: baseline),
] + (arm ? [] : [
    trainingKernels("TrainingKernelsAVX2", define: "PANSECB_AVX2", march: "haswell"),
    trainingKernels("TrainingKernelsAVX512", define: "PANSECB_AVX512", march: "x86-64-v4"),
])

let library: [Target] = [
    .systemLibrary(name: "CPanSECB"),
    .target(name: "CShims", cSettings: embedded ? [.define("PANSECB_EMBEDDED")] : []),
    .target(
        name: "PanSECB",
        dependencies: ["CShims", "CPanSECB"] + instructionSets.map { .target(name: $0.name) },
        swiftSettings: coreSettings),
    .target(
        name: "PanSECBABI", dependencies: ["PanSECB", "CPanSECB"], swiftSettings: coreSettings),
] + instructionSets

/// The comparison of kernels with their twins, in both builds.
let checks: [Target] = [
    .systemLibrary(name: "CheckMath", path: "Tests/CheckMath"),
    .target(
        name: "KernelChecks", dependencies: ["CShims", "CPanSECB", "CheckMath", "PanSECB"], path: "Tests/KernelChecks", swiftSettings: coreSettings),
]

let tools: [Target] = trainingInstructionSets + [
    .systemLibrary(name: "CTrainingKernels"),
    // Optimised in debug builds too: it works pixel by pixel.
    .target(name: "Evaluation", swiftSettings: [.unsafeFlags(["-O"])]),
    .systemLibrary(name: "CDeflate"),
    .target(
        name: "Training",
        dependencies: ["PanSECB", "CShims", "CPanSECB", "CTrainingKernels", "Checkpoints", "Evaluation", .product(name: "Yams", package: "Yams")]
            + trainingInstructionSets.map { .target(name: $0.name) },
        // Optimised in debug builds too: tests train.
        swiftSettings: [.unsafeFlags(["-O"])]),
    .target(
        name: "CImages", publicHeadersPath: "include",
        linkerSettings: [.linkedLibrary("png"), .linkedLibrary("jpeg")]),
    .target(name: "Checkpoints", dependencies: ["CPanSECB", "PanSECB"]),
    .target(name: "Images", dependencies: ["CImages"], exclude: ["Font/make_font.py", "Font/LICENSE-DejaVu.txt"]),
    // Optimised in debug builds too: they work pixel by pixel.
    .target(name: "Video", dependencies: ["Images"], swiftSettings: [.unsafeFlags(["-O"])]),
    .target(name: "Report", dependencies: ["Evaluation", "Images"], swiftSettings: [.unsafeFlags(["-O"])]),
    .target(
        name: "TrainingLog", dependencies: ["Checkpoints", "Images", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
        exclude: ["TensorBoard/event.proto"]),
    // Optimised in debug builds too: it works pixel by pixel.
    .target(
        name: "PanopticFiles", dependencies: ["CDeflate", "Checkpoints", "Datasets", "Evaluation", "Images", "PanSECB"], swiftSettings: [.unsafeFlags(["-O"])]),
    .target(name: "Predictions", dependencies: ["CPanSECB", "Images", "PanSECB"]),
    .executableTarget(
        name: "pansecb",
        dependencies: [
            "PanSECB", "CShims", "CPanSECB", "Checkpoints", "Datasets", "Evaluation", "Images", "PanopticFiles", "Predictions", "Report", "Scenes", "Training",
            "TrainingLog", "Video",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ]),
    .executableTarget(name: "trainstep", dependencies: ["PanSECB", "CShims", "Checkpoints", "Training"], path: "Benchmarks/training/trainstep"),
    .target(
        name: "TrainingKernelChecks", dependencies: ["CPanSECB", "CTrainingKernels", "KernelChecks", "PanSECB", "Training"],
        path: "Tests/TrainingKernelChecks"),
    // Optimised in debug builds too: a picture takes seconds otherwise.
    .target(name: "Scenes", dependencies: ["Images"], swiftSettings: [.unsafeFlags(["-O", "-wmo", "-num-threads", "1"])]),
    .target(name: "Datasets", dependencies: ["Checkpoints", "Images", "PanSECB"]),
    .executableTarget(
        name: "checkkernels",
        dependencies: ["CPanSECB", "KernelChecks", "PanSECB", "TrainingKernelChecks", .product(name: "ArgumentParser", package: "swift-argument-parser")],
        path: "Tests/checkkernels"),
    .target(name: "GoldenFiles", path: "Tests/GoldenFiles"),
    .testTarget(name: "PanSECBTests", dependencies: ["PanSECB", "PanSECBABI", "Checkpoints", "GoldenFiles", "Images"]),
    .testTarget(name: "CheckpointsTests", dependencies: ["Checkpoints", "PanSECB"], resources: [.copy("Fixtures")]),
    .testTarget(name: "DatasetsTests", dependencies: ["Checkpoints", "Datasets", "Images", "PanSECB"], exclude: ["Fixtures"]),
    .testTarget(name: "ImagesTests", dependencies: ["Images"], exclude: ["Fixtures"]),
    .testTarget(name: "TrainingTests", dependencies: ["Checkpoints", "Datasets", "GoldenFiles", "Images", "PanSECB", "Training"]),
    .testTarget(name: "EvaluationTests", dependencies: ["Evaluation"]),
    .testTarget(name: "PanopticFilesTests", dependencies: ["CDeflate", "Images", "PanopticFiles"]),
    .testTarget(name: "TrainingLogTests", dependencies: ["Images", "TrainingLog"]),
    .executableTarget(
        name: "writeevents", dependencies: ["Images", "TrainingLog"], path: "Tests/TrainingLog",
        exclude: ["read_events.py", "read_full_disk.py", "run.sh"]),
    .testTarget(name: "ScenesTests", dependencies: ["Scenes", "Images"]),
    .executableTarget(
        name: "writereport", dependencies: ["Checkpoints", "Datasets", "Evaluation", "Images", "Report", "Scenes"], path: "Tests/Report", exclude: ["check_references.py", "interactions.js", "run.sh"]),
    .testTarget(name: "ReportTests", dependencies: ["Evaluation", "Images", "Report"]),
    .testTarget(name: "VideoTests", dependencies: ["Images", "Video"]),
]

let package = Package(
    name: "PanSECB",
    products: embedded
        ? [
            .library(name: "pansecb", type: crossed ? .static : .dynamic, targets: ["PanSECBABI"]),
            .library(name: "kernelchecks", type: .static, targets: ["KernelChecks"]),
        ]
        : [.executable(name: "pansecb", targets: ["pansecb"]), .executable(name: "checkkernels", targets: ["checkkernels"])],
    dependencies: embedded
        ? []
        : [
            .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
            .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
            .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        ],
    targets: library + checks + (embedded ? [] : tools),
    swiftLanguageModes: [.v5])
