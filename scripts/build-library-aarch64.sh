#!/bin/sh
# Builds libpansecb.a and libpansecb.so for AArch64 with Linux into OUT (default: build-aarch64), on any machine that has Debian's
# cross compiler (gcc-aarch64-linux-gnu, libc6-dev-arm64-cross: scripts/install-dependencies.sh --test).
#
# Swift's own target here is AArch64 without a system, for which every Swift brings an Embedded standard library; the C library's
# headers and the linker are those of the cross compiler. What the library needs of the system is plain C functions, so
# the objects fit.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
scratch="$top/.build-aarch64"
cross=aarch64-linux-gnu-
command -v "${cross}gcc" >/dev/null || { echo "${cross}gcc is missing: scripts/install-dependencies.sh --test" >&2; exit 1; }
# The compiler does not define _GNU_SOURCE for a target without a system.
PANSECB_EMBEDDED=1 PANSECB_AARCH64=1 swift build -c release --triple aarch64-none-none-elf --package-path "$top" --scratch-path "$scratch" \
    --product pansecb -Xcc -isystem/usr/aarch64-linux-gnu/include -Xcc -D_GNU_SOURCE -Xcc -fPIC
"$top/scripts/merge-library.sh" "$scratch/aarch64-none-none-elf" "${1:-"$top/build-aarch64"}" "$cross"
