#!/bin/sh
# Builds libpansecb.a and libpansecb.so from the Embedded Swift objects into OUT (default: build).
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
scratch="$top/.build-embedded"
PANSECB_EMBEDDED=1 swift build -c release --package-path "$top" --scratch-path "$scratch" --product pansecb
"$top/scripts/merge-library.sh" "$scratch" "${1:-"$top/build"}"
