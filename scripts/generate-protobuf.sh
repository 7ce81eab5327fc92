#!/bin/sh
# Makes NAME.pb.swift of each NAME.proto below Sources, beside it. Needed only where a .proto or swift-protobuf's
# version changes: the files are in the repository. Wants Debian's protobuf-compiler; builds swift-protobuf's plugin in
# the folder given, or in a temporary one.
#
#     scripts/generate-protobuf.sh [SCRATCH]
set -eu
version=1.39.0    # as in Package.swift
top=$(cd "$(dirname "$0")/.." && pwd)
command -v protoc >/dev/null || { echo "protoc is missing: apt-get install protobuf-compiler" >&2; exit 1; }
if [ $# -ge 1 ]; then
    mkdir -p "$1"
    scratch=$(cd "$1" && pwd)
else
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
fi
package="$scratch/swift-protobuf-$version"
[ -d "$package" ] ||
    git -c advice.detachedHead=false clone -q --depth 1 --branch $version \
        https://github.com/apple/swift-protobuf "$package"
swift build --package-path "$package" --product protoc-gen-swift
plugin="$(swift build --package-path "$package" --show-bin-path)/protoc-gen-swift"
find "$top/Sources" -name '*.proto' | while read -r file; do
    cd "$(dirname "$file")"
    protoc --plugin="$plugin" --swift_out=. "$(basename "$file")"
done
