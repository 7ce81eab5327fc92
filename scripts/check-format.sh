#!/bin/sh
# Checks the format of all Swift sources against .swift-format. To mend it:
#
#     scripts/check-format.sh --fix
set -eu
cd "$(dirname "$0")/.."
sources() { git ls-files '*.swift' | grep -v '\.pb\.swift$'; }
if [ "${1:-}" = --fix ]; then
    sources | xargs swift format --in-place --configuration .swift-format
else
    sources | xargs swift format lint --strict --configuration .swift-format
    echo "ok: format of $(sources | wc -l) Swift files"
fi
