#!/bin/sh
# Builds libpansecb.a and libpansecb.so from the Embedded Swift objects into OUT (default: build).
# One relocatable object with only pansecb_* global: programs that have a Swift runtime of their own can link it too, since
# no symbol of the runtime inside can be taken for theirs.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-"$top/build"}
scratch="$top/.build-embedded"
mkdir -p "$out"
PANSECB_EMBEDDED=1 swift build -c release --package-path "$top" --scratch-path "$scratch" --product pansecb
list="$scratch/release/pansecb.product/Objects.LinkFileList"
shims=$(grep /CShims.build/ "$list")
grep -v /CShims.build/ "$list" >"$out/swift.list"
# Swift's allocations go through the reserve of CShims/shims.c.
ld -r -o "$out/swift.o" @"$out/swift.list"
objcopy --redefine-sym posix_memalign=pansecb_swift_allocate --redefine-sym free=pansecb_swift_free "$out/swift.o"
ld -r -o "$out/all.o" "$out/swift.o" "$shims"
objcopy --wildcard --keep-global-symbol='pansecb_model_*' --keep-global-symbol='pansecb_session_*' \
    --keep-global-symbol='pansecb_segment_*' --keep-global-symbol=pansecb_forward --keep-global-symbol=pansecb_version \
    --keep-global-symbol='pansecb_cpu_*' --keep-global-symbol=pansecb_status_text "$out/all.o" "$out/pansecb.o"
rm -f "$out/all.o" "$out/swift.o" "$out/swift.list" "$out/libpansecb.a"
strip --strip-debug --remove-section=.swift1_autolink_entries "$out/pansecb.o"
ar rcs "$out/libpansecb.a" "$out/pansecb.o"
cc -shared -o "$out/libpansecb.so" "$out/pansecb.o" -Wl,--version-script="$top/scripts/exports.map" \
    -Wl,--gc-sections -Wl,-z,noexecstack -Wl,-soname,libpansecb.so.1 -Wl,-z,defs -pthread
ln -sf libpansecb.so "$out/libpansecb.so.1"
strip --strip-unneeded "$out/libpansecb.so"
rm -f "$out/pansecb.o"
ls -l "$out"/libpansecb.*
