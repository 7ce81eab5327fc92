#!/bin/sh
# The library and its NEON kernels on AArch64, which qemu stands in for:
#
#     Tests/Library/AArch64/run.sh [BUILD_DIR]          (default: build-aarch64)
#
# Builds the library, compares the kernels with their scalar twins and networks and clustering with PyTorch's goldens,
# and runs those programs of Tests/C that do not take long under emulation. Ends with status 1 if something fails, and
# with 0 and 'skipped' where the cross compiler or qemu is missing.
set -eu
top=$(cd "$(dirname "$0")/../../.." && pwd)
build=${1:-"$top/build-aarch64"}
cross=aarch64-linux-gnu-
sysroot=/usr/aarch64-linux-gnu
skip() {
    echo "skipped: $1 is missing (scripts/install-dependencies.sh --test)"
    exit 0
}
for tool in ${cross}gcc qemu-aarch64; do command -v $tool >/dev/null || skip $tool; done
[ -f $sysroot/include/stdio.h ] || skip libc6-dev-arm64-cross
unset PANSECB_CPU
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
bad=0

# compile_with HEADERS ARGUMENT...: HEADERS is the folder of pansecb.h.
compile_with() {
    headers=$1
    shift
    ${cross}gcc -std=c99 -Wall -Wextra -Wpedantic -Werror -O1 -g -I"$headers" "$@" -pthread -lm
}
compile() { compile_with "$top/include" "$@"; }
emulate() { qemu-aarch64 -L $sysroot "$@" </dev/null; }

# verdict WHAT: what the programs since the last verdict have counted.
verdict() {
    echo "$1: $passed passed, $failed failed"
    [ "$passed" -gt 0 ] && [ "$failed" -eq 0 ] || bad=1
    passed=0
    failed=0
}

# program TITLE COMMAND...: runs a test program, whose last line tells how many tests passed and failed.
program() {
    title=$1
    shift
    emulate "$@" >"$work/output" 2>"$work/errors" && status=0 || status=$?
    counts=$(sed -n '$s/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$work/output")
    [ -n "$counts" ] || counts="0 1"
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
    if [ "$status" -ne 0 ] || [ "${counts#* }" -gt 0 ]; then
        echo "FAILED: $title ended with status $status"
        cat "$work/output" "$work/errors"
    fi
}

"$top/scripts/build-library-aarch64.sh" "$build"
"$top/scripts/check-symbols.sh" "$build" $cross || bad=1
library="$build/libpansecb.a"

echo "kernels against their scalar twins:"
"$top/scripts/swift-build-aarch64.sh" kernelchecks
compile "$top/Tests/Library/AArch64/checkkernels.c" -o "$work/checkkernels" \
    "$top/.build-aarch64/release/libkernelchecks.a"
for seed in 1 2; do emulate "$work/checkkernels" $seed || bad=1; done

mkdir "$work/goldens"
PANSECB_EXPORT_GOLDENS="$work/goldens" swift test --package-path "$top" --filter GoldenExport >"$work/output" 2>&1 || {
    cat "$work/output"
    exit 1
}
compile "$top/Tests/Library/AArch64/golden.c" -o "$work/golden" "$library"
while read -r kind weights golden; do
    program "$golden" "$work/golden" "$kind" "$work/goldens/$weights" "$work/goldens/$golden"
done <"$work/goldens/list"
verdict "$(wc -l <"$work/goldens/list") goldens of networks and clustering"

export PANSECB_TEST_ROUNDS=10
model="$top/Examples/data/streets.pansecb"
for name in arguments lifecycle structs loading process floating_point hostile; do
    compile "$top/Tests/C/$name.c" -o "$work/$name" "$library"
    program "$name, static" "$work/$name" "$model"
done
compile "$top/Tests/C/lifecycle.c" -o "$work/lifecycle-shared" "$build/libpansecb.so" -Wl,-rpath,"$(cd "$build" && pwd)"
program "lifecycle, shared" "$work/lifecycle-shared" "$model"
compile_with "$top/Tests/C/abi-1.0" "$top/Tests/C/abi-1.0/program.c" -o "$work/abi-1.0" "$library"
program "program of version 1.0, static" "$work/abi-1.0" "$model"
verdict "C interface"
exit $bad
