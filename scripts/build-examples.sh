#!/bin/sh
# Builds the examples in C and C++ into OUT (default: build), where scripts/build-library.sh has put the library:
# libpansecb_image.a, segment-c-static, segment-c-shared (finds libpansecb.so beside itself), segment-cpp.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-"$top/build"}
warnings="-Wall -Wextra -Wpedantic -Werror"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

[ -f "$out/libpansecb.a" ] || {
    echo "build-examples: no libpansecb.a in $out; run scripts/build-library.sh first" >&2
    exit 1
}

for source in "$top"/Sources/Tools/CImages/*.c; do
    ${CC:-gcc} -std=c99 -O2 -fPIC $warnings -I"$top/include" -c "$source" -o "$objects/$(basename "$source" .c).o"
done
rm -f "$out/libpansecb_image.a"
ar rcs "$out/libpansecb_image.a" "$objects"/*.o

images="$out/libpansecb_image.a -lpng -ljpeg"
c="${CC:-gcc} -std=c99 -O2 $warnings -I$top/include $top/Examples/c/segment.c"
$c -o "$out/segment-c-static" "$out/libpansecb.a" $images -pthread
$c -o "$out/segment-c-shared" -L"$out" -lpansecb $images -Wl,-rpath,'$ORIGIN'
${CXX:-g++} -std=c++17 -O2 $warnings -I"$top/include" "$top/Examples/cpp/segment.cpp" -o "$out/segment-cpp" \
    "$out/libpansecb.a" $images -pthread
ls -l "$out/libpansecb_image.a" "$out"/segment-*
