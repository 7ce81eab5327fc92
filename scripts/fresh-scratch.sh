#!/bin/sh
# Removes a scratch folder of `swift build` that was made elsewhere: in a checkout that has been moved or copied since.
# The compiler's caches in it hold the old path, and it refuses them.
#
#     scripts/fresh-scratch.sh SCRATCH...
set -eu
for scratch in "$@"; do
    for plan in "$scratch"/release.yaml "$scratch"/debug.yaml; do
        [ -f "$plan" ] || continue
        caches=$(sed -n 's/.*"-module-cache-path","\([^"]*\)".*/\1/p' "$plan" | head -1)
        [ -n "$caches" ] || continue
        # .../SCRATCH/TRIPLE/CONFIGURATION/ModuleCache
        made=$(dirname "$(dirname "$(dirname "$caches")")")
        if ! [ "$made" -ef "$scratch" ]; then
            echo "$scratch was made as $made: removed, and built anew"
            rm -rf "$scratch"
        fi
    done
done
