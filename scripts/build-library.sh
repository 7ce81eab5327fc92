#!/bin/sh
# Builds libpansecb.a and libpansecb.so from the Embedded Swift objects into OUT (default: build):
#
#     scripts/build-library.sh [--grown] [OUT]
#
# With --grown it is the library of a made-up later version, in which every structure of pansecb.h is longer: programs
# of today must run with it (Tests/C/run.sh). It is built in a folder of its own, and OUT must be given.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
scratch="$top/.build-embedded"
if [ "${1:-}" = --grown ]; then
    [ $# -eq 2 ] || { echo "usage: $0 [--grown] [OUT]; --grown needs OUT" >&2; exit 2; }
    shift
    scratch="$scratch-grown"
    set -- "$1" -Xcc -DPANSECB_GROW_EVERY_STRUCTURE
fi
out=${1:-"$top/build"}
[ $# -eq 0 ] || shift
"$top/scripts/fresh-scratch.sh" "$scratch"
PANSECB_EMBEDDED=1 swift build -c release --package-path "$top" --scratch-path "$scratch" --product pansecb "$@"
"$top/scripts/merge-library.sh" "$scratch" "$out"
