#!/bin/sh
# All tests, one after another; stops at the first that fails.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
build=${1:-build}

step() {
    echo
    echo "== $*"
}

scripts/fresh-scratch.sh .build

step "format"
scripts/check-format.sh

step "library: Embedded Swift, static and shared"
scripts/build-library.sh "$build"
scripts/check-symbols.sh "$build"
scripts/check-kernels-objects.sh .build-embedded

step "what a build notices"
Tests/Library/rebuild.sh

step "C interface"
Tests/C/run.sh "$build"

step "examples"
scripts/build-examples.sh "$build"
scripts/check-old-cpu.sh "$build"

step "command line tool"
swift build -c release --product pansecb
swift build -c release --product checkkernels
scripts/check-kernels-objects.sh .build TrainingKernels
Tests/Command/run.sh .build/release/pansecb

step "standard streams that take nothing"
Tests/Command/streams.sh .build/release/pansecb

step "hostile files on the command line"
Tests/Command/hostile.sh .build/release/pansecb

step "videos on the command line"
Tests/Command/video.sh .build/release/pansecb

step "evaluation on the command line"
Tests/Command/eval.sh .build/release/pansecb

step "training on the command line"
Tests/Command/train.sh .build/release/pansecb

step "several processes under mpirun"
Tests/Command/ranks.sh .build/release/pansecb

step "import of own data"
Tests/Command/import.sh "$build" .build/release/pansecb

step "agreement with cityscapesScripts"
Tests/Agreement/run.sh "$build" .build/release/pansecb

step "exported networks in ONNX Runtime and OpenVINO"
Tests/Agreement/onnx/run.sh "$build" .build/release/pansecb

step "kernels against their scalar twins"
.build/release/checkkernels
.build/release/checkkernels --seed 2
for cpu in Nehalem Haswell; do
    echo "qemu, $cpu:"
    qemu-x86_64 -cpu "$cpu" .build/release/checkkernels
done

step "Swift tests"
swift test

step "event files, read by TensorBoard"
Tests/Tools/TrainingLog/TensorBoard/run.sh "$build"

step "reports, in Chromium"
Tests/Tools/Report/Browser/run.sh "$build"

step "AArch64, emulated"
Tests/Library/AArch64/run.sh
