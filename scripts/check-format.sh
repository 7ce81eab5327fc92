#!/bin/sh
# Checks the format of all Swift sources against .swift-format, and that lines end at 120 columns in all code. To mend
# the former:
#
#     scripts/check-format.sh --fix
set -eu
cd "$(dirname "$0")/.."
widest=120
sources() { git ls-files "$@" | grep -v '\.pb\.swift$'; }

# Lines that are too long, as FILE:LINE. Columns are characters: the bytes that continue one do not count. Links would
# be read twice. The header of version 1.0 is frozen.
long_lines() {
    sources '*.swift' '*.c' '*.h' '*.hpp' '*.cpp' '*.sh' '*.py' | grep -v '^Tests/C/abi-1.0/pansecb.h$' |
        while read -r file; do
            [ -h "$file" ] || LC_ALL=C tr -d '\200-\277' <"$file" | LC_ALL=C awk -v file="$file" -v widest=$widest \
                'length($0) > widest { print file ":" NR ": " length($0) " columns, more than " widest }'
        done
}

if [ "${1:-}" = --fix ]; then
    sources '*.swift' | xargs swift format --in-place --configuration .swift-format
else
    sources '*.swift' | xargs swift format lint --strict --configuration .swift-format
    echo "ok: format of $(sources '*.swift' | wc -l) Swift files"
    long=$(long_lines)
    [ -z "$long" ] || {
        echo "$long" >&2
        exit 1
    }
    echo "ok: lines of at most $widest columns"
fi
