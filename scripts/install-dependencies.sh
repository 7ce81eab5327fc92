#!/bin/sh
# Installs the Debian packages that are missing: a C compiler and the PNG, JPEG, deflate and XML libraries; with --test
# also qemu, which stands in for older processors and for AArch64, a cross compiler for the latter, ffmpeg for videos,
# Chromium for reports, Open MPI, and Python.
set -eu
command -v swift >/dev/null || {
    echo "swift is missing: install Swift 6.3 or newer from https://swift.org/install" >&2
    exit 1
}
packages="gcc g++ make binutils libpng-dev libjpeg-dev libdeflate-dev libexpat1-dev"
if [ "${1:-}" = --test ]; then
    packages="$packages qemu-user gcc-aarch64-linux-gnu libc6-dev-arm64-cross ffmpeg chromium openmpi-bin"
    python3 -c 'import ensurepip' 2>/dev/null || packages="$packages python3 python3-venv"
fi
missing=
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
echo "installing:$missing"
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
$as_root apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing
