#!/bin/sh
# Merges the objects of an embedded build into libpansecb.a and libpansecb.so:
#
#     scripts/merge-library.sh SCRATCH OUT [PREFIX]
#
# SCRATCH is the scratch path of the build, PREFIX that of the names of binutils and gcc for another processor.
# One relocatable object with only pansecb_* global: programs that have a Swift runtime of their own can link it too,
# since no symbol of the runtime inside can be taken for theirs.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
[ $# -ge 2 ] || { echo "usage: $0 SCRATCH OUT [PREFIX]" >&2; exit 2; }
list="$1/release/pansecb.product/Objects.LinkFileList"
out=$2
prefix=${3:-}
cc=cc
[ -z "$prefix" ] || cc="${prefix}gcc"
mkdir -p "$out"
grep /CShims.build/ "$list" >"$out/shims.list"
grep -v /CShims.build/ "$list" >"$out/swift.list"
# Swift's allocations go through the reserve of Sources/Library/Shims/shims.c.
"${prefix}ld" -r -o "$out/swift.o" @"$out/swift.list"
"${prefix}objcopy" --redefine-sym posix_memalign=pansecb_swift_allocate --redefine-sym free=pansecb_swift_free \
    "$out/swift.o"
"${prefix}ld" -r -o "$out/all.o" "$out/swift.o" @"$out/shims.list"
"${prefix}objcopy" --wildcard --keep-global-symbol='pansecb_model_*' --keep-global-symbol='pansecb_session_*' \
    --keep-global-symbol='pansecb_segment_*' --keep-global-symbol=pansecb_forward --keep-global-symbol=pansecb_version \
    --keep-global-symbol='pansecb_cpu_*' --keep-global-symbol=pansecb_status_text "$out/all.o" "$out/pansecb.o"
rm -f "$out/all.o" "$out/swift.o" "$out/swift.list" "$out/shims.list" "$out/libpansecb.a"
"${prefix}strip" --strip-debug --remove-section=.swift1_autolink_entries "$out/pansecb.o"
"${prefix}ar" rcs "$out/libpansecb.a" "$out/pansecb.o"
"$cc" -shared -o "$out/libpansecb.so" "$out/pansecb.o" -Wl,--version-script="$top/scripts/exports.map" \
    -Wl,--gc-sections -Wl,-z,noexecstack -Wl,-soname,libpansecb.so.1 -Wl,-z,defs -pthread
ln -sf libpansecb.so "$out/libpansecb.so.1"
"${prefix}strip" --strip-unneeded "$out/libpansecb.so"
rm -f "$out/pansecb.o"
ls -l "$out"/libpansecb.*
