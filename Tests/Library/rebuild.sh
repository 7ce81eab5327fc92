#!/bin/sh
# What a build notices: an edited header of C that Swift code imports, and a checkout that was copied with its build.
#
#     Tests/Library/rebuild.sh
#
# Works on copies, and builds only one small module that needs the headers. Ends with status 1 if something is missed.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
export PANSECB_EMBEDDED=1

fail() {
    echo "FAILED: $1"
    cat "$work/output"
    bad=1
}
build() {
    swift build -c release --package-path "$1" --scratch-path "$1/.build-embedded" --target KernelsScalar \
        >"$work/output" 2>&1
}

mkdir "$work/first"
(cd "$top" && tar -cf - Package.swift include Sources Tests/Library/CheckMath Tests/Library/Kernels) |
    tar -xf - -C "$work/first"
build "$work/first" || { fail "the copy does not build"; exit 1; }

# edited HEADER NAME: where NAME has another name in the header, what uses the name no longer compiles.
edited() {
    sed "s/\<$2\>/renamed_$2/" "$top/$1" >"$work/first/$1"
    if build "$work/first"; then fail "a change of $1 is not noticed"
    elif grep -q "error: .*$2" "$work/output"; then echo "ok: a change of $1 is noticed"
    else fail "the build with another $1 fails, but not by $2"
    fi
    cp "$top/$1" "$work/first/$1"
    build "$work/first" || fail "with the old $1 again it does not build"
}
edited include/pansecb.h PANSECB_GRAY8
edited Sources/Library/Shims/include/kernels/pixels.h padded_width

cp -r "$work/first" "$work/second"
"$top/scripts/fresh-scratch.sh" "$work/first/.build-embedded" >"$work/output"
if [ -s "$work/output" ] || ! [ -d "$work/first/.build-embedded" ]; then fail "a scratch folder in its place is removed"
else echo "ok: a scratch folder in its place stays"
fi
"$top/scripts/fresh-scratch.sh" "$work/second/.build-embedded" >"$work/output"
if [ -d "$work/second/.build-embedded" ] || ! grep -q "$work/first" "$work/output"; then
    fail "a copied scratch folder stays"
else echo "ok: a copied scratch folder is removed"
fi
build "$work/second" && echo "ok: then the copy builds" || fail "the copy does not build"
exit $bad
