#!/bin/sh
# swift build for AArch64 with Linux, of an Embedded product of Package.swift, into .build-aarch64/release:
#
#     scripts/swift-build-aarch64.sh PRODUCT
#
# Works on any machine that has Debian's cross compiler (gcc-aarch64-linux-gnu, libc6-dev-arm64-cross:
# scripts/install-dependencies.sh --test). Swift's own target is AArch64 without a system, for which every Swift brings
# an Embedded standard library; the C library's headers are those of the cross compiler. What the code needs of the
# system is plain C functions, so its linker takes the objects. The Swift compiler defines no _GNU_SOURCE where there is
# no system.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
[ $# -eq 1 ] || { echo "usage: $0 PRODUCT" >&2; exit 2; }
"$top/scripts/fresh-scratch.sh" "$top/.build-aarch64"
PANSECB_EMBEDDED=1 PANSECB_AARCH64=1 exec swift build -c release --triple aarch64-none-none-elf --package-path "$top" \
    --scratch-path "$top/.build-aarch64" --product "$1" \
    -Xcc -isystem/usr/aarch64-linux-gnu/include -Xcc -D_GNU_SOURCE -Xcc -fPIC
