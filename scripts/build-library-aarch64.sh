#!/bin/sh
# Builds libpansecb.a and libpansecb.so for AArch64 into OUT (default: build-aarch64), on any machine with the cross
# compiler.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
command -v aarch64-linux-gnu-gcc >/dev/null || {
    echo "aarch64-linux-gnu-gcc is missing: scripts/install-dependencies.sh --test" >&2
    exit 1
}
"$top/scripts/swift-build-aarch64.sh" pansecb
"$top/scripts/merge-library.sh" "$top/.build-aarch64" "${1:-"$top/build-aarch64"}" aarch64-linux-gnu-
