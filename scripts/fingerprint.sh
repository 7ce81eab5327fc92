#!/bin/sh
# Prints hashes of what a library computes, a line a case, so that two trees can be compared bit for bit:
#
#     scripts/fingerprint.sh --export INPUTS                 once: weight files, goldens, a photograph, as plain numbers
#     scripts/fingerprint.sh --inputs INPUTS BEFORE >before  BEFORE and AFTER hold libpansecb.a: the `build` of a tree
#     scripts/fingerprint.sh --inputs INPUTS AFTER >after
#     diff before after
#
# Both runs take program and inputs from this tree, so that only the library differs. Results are those of one machine:
# another may have other levels of kernels. Options of a run:
#
#     --include DIR       folder of the library's pansecb.h, where it is not this tree's
#     --levels "WORDS"    of scalar, baseline, avx2, avx512, amx; default: all
#
# The export runs a Swift test of this tree (Tests/Library/Core/GoldenExport.swift). What training computes, in 3 steps:
#
#     printf 'hash\nhash\nhash\n' | .build/release/trainstep 2 64x96 2
#
# The split kernels (AMX) have scalar twins. To compare what is around them on any machine, build a variation of both
# trees in which FormChoice always is split, and compare with --levels scalar.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
source="$top/Tests/Library/Fingerprint"
inputs=
export=
include="$top/include"
levels=
usage() {
    sed -n "2,/^set/s/^# \{0,1\}//p" "$0" | sed '$d' >&2
    exit 2
}
while [ $# -gt 1 ]; do
    case $1 in
    --export) export=$2 ;;
    --inputs) inputs=$2 ;;
    --include) include=$2 ;;
    --levels) levels=$2 ;;
    *) usage ;;
    esac
    shift 2
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
compile="${CC:-gcc} -std=c99 -O2 -Wall -Wextra -Wpedantic -Werror"

if [ -n "$export" ]; then
    [ $# -eq 0 ] || usage
    mkdir -p "$export"
    export=$(cd "$export" && pwd)
    PANSECB_EXPORT_GOLDENS="$export" swift test --package-path "$top" --filter GoldenExport >"$work/output" 2>&1 || {
        cat "$work/output" >&2
        exit 1
    }
    $compile -I"$top/include" "$source/photograph.c" "$top"/Sources/Tools/CImages/*.c -lpng -ljpeg -o "$work/photograph"
    "$work/photograph" "$top/Examples/data/dashcam.jpg" "$export/photograph"
    cp "$top/Examples/data/streets.pansecb" "$export/"
    exit 0
fi

[ $# -eq 1 ] && [ -n "$inputs" ] && [ -f "$inputs/list" ] && [ -f "$1/libpansecb.a" ] || usage
$compile -I"$include" "$source/fingerprint.c" "$1/libpansecb.a" -pthread -lm -o "$work/fingerprint"
unset PANSECB_CPU
"$work/fingerprint" "$inputs" $levels
