#!/bin/sh
# What may be seen of the library from outside. For libpansecb.so and libpansecb.a in BUILD_DIR:
#
#     scripts/check-symbols.sh BUILD_DIR [PREFIX]
#
# PREFIX is that of the names of binutils and gcc for another processor.
# The shared library needs the C library only, of a version that systems of 2021 have; both export the functions of
# pansecb.h and nothing else. Prints each check; ends with status 1 if one fails.
set -eu
export LC_ALL=C
top=$(cd "$(dirname "$0")/.." && pwd)
[ $# -ge 1 ] && [ -f "$1/libpansecb.so" ] && [ -f "$1/libpansecb.a" ] || {
    echo "usage: $0 BUILD_DIR [PREFIX]" >&2
    exit 2
}
shared="$1/libpansecb.so"
static="$1/libpansecb.a"
prefix=${2:-}
newest_glibc=2.34
largest=1000000
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

# check WHAT FILE: passes if FILE, a list of offenders, is empty.
check() {
    if [ -s "$2" ]; then
        echo "FAILED: $1:" $(cat "$2")
        bad=1
    else
        echo "ok: $1"
    fi
}
# differences A B: lines that only one of two sorted lists has, with the sign of the list.
differences() {
    comm -23 "$1" "$2" | sed 's/^/-/'
    comm -13 "$1" "$2" | sed 's/^/+/'
}

# The compiler lists the prototypes of a header; those of inline functions are static.
"${prefix}gcc" -fsyntax-only -aux-info "$work/prototypes" "$top/include/pansecb.h"
sed -n '/pansecb\.h:/s/.*\*\/ extern [^(]*\(pansecb_[a-z0-9_]*\) (.*/\1/p' "$work/prototypes" | sort >"$work/declared"
[ "$(wc -l <"$work/declared")" -gt 10 ] || { echo "FAILED: no functions found in pansecb.h" >&2; exit 1; }

"${prefix}readelf" -dW "$shared" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
    grep -vx 'libc\.so\.6\|ld-linux[-a-z0-9_]*\.so\.[0-9]' >"$work/needed" || true
check "libpansecb.so needs the C library only" "$work/needed"

"${prefix}nm" -D --defined-only --format=posix "$shared" | cut -d' ' -f1 | sort >"$work/exported"
differences "$work/declared" "$work/exported" >"$work/exports"
check "libpansecb.so exports the $(wc -l <"$work/declared") functions of pansecb.h (-: missing, +: too much)" \
    "$work/exports"

versions() {
    "${prefix}nm" -D --undefined-only "$shared" | sed -n 's/.* \([^ ]*\)@\{1,2\}GLIBC_\([0-9.]*\)$/\2 \1/p'
}
versions | while read -r version name; do
    [ "$(printf '%s\n%s\n' "$version" $newest_glibc | sort -V | tail -1)" = $newest_glibc ] || echo "$name@$version"
done >"$work/newer"
check "libpansecb.so runs on glibc $newest_glibc" "$work/newer"

"${prefix}strip" -o "$work/stripped" "$shared"
size=$(wc -c <"$work/stripped")
[ "$size" -lt $largest ] || echo "$size" >"$work/size"
: >>"$work/size"
check "libpansecb.so has $size bytes, less than $largest" "$work/size"

{
    "${prefix}readelf" -lW "$shared" | sed -n '/GNU_STACK.*RWE/s/.*/executable-stack/p'
    "${prefix}readelf" -dW "$shared" | sed -n '/TEXTREL/s/.*/text-relocations/p'
} >"$work/hardening"
check "libpansecb.so has neither an executable stack nor text relocations" "$work/hardening"

"${prefix}nm" -g --defined-only --format=posix "$static" | grep -v ':$' | cut -d' ' -f1 | sort -u >"$work/global"
differences "$work/declared" "$work/global" >"$work/globals"
check "libpansecb.a has no other global symbols (-: missing, +: too much)" "$work/globals"

for name in libc.so.6 ld-linux-x86-64.so.2 ld-linux-aarch64.so.1; do
    file=$("${prefix}gcc" -print-file-name=$name)
    [ ! -f "$file" ] || "${prefix}nm" -D --defined-only --format=posix "$file" | sed 's/[@ ].*//'
done >"$work/system"
"${prefix}nm" --defined-only --format=posix "$("${prefix}gcc" -print-libgcc-file-name)" 2>/dev/null |
    sed -n 's/ .*//p' >>"$work/system"
echo _GLOBAL_OFFSET_TABLE_ >>"$work/system"
sort -u "$work/system" -o "$work/system"
"${prefix}nm" --undefined-only --format=posix "$static" | grep -v ':$' | sed 's/ .*//' | sort -u |
    comm -23 - "$work/system" >"$work/undefined"
check "libpansecb.a needs the C library and libgcc only" "$work/undefined"

exit $bad
