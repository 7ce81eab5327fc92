#!/bin/sh
# Old processors, emulated by qemu: the library must choose kernels that they can run, and find what it finds here.
#
#     scripts/check-old-cpu.sh BUILD_DIR        (with libpansecb.a and the examples: scripts/build-examples.sh)
#
# Runs the static example in C on a piece of the photograph, small enough to be emulated in seconds, and compares what
# it prints with a run on this machine at the same CPU level. Ends with status 1 if something differs.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
[ $# -eq 1 ] && [ -x "$1/segment-c-static" ] && [ -f "$1/libpansecb_image.a" ] || {
    echo "usage: $0 BUILD_DIR (with segment-c-static: scripts/build-examples.sh)" >&2
    exit 2
}
command -v qemu-x86_64 >/dev/null || { echo "skipped: qemu-x86_64 is not installed"; exit 0; }
[ "$(uname -m)" = x86_64 ] || { echo "skipped: this machine is no x86-64"; exit 0; }
library=$1
model="$top/Examples/data/streets.pansecb"
unset PANSECB_CPU
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

# level MODEL: prints the level of the kernels in use. cut IN OUT: cuts a piece with a car out of the photograph.
cat >"$work/level.c" <<'END'
#include <pansecb.h>
#include <stdio.h>
int main(int count, char **arguments) {
    pansecb_model *model;
    pansecb_model_info info = {0};
    info.struct_size = sizeof info;
    if (count != 2 || pansecb_model_load(arguments[1], NULL, &model, NULL, 0) != PANSECB_OK) return 1;
    if (pansecb_model_get_info(model, &info) != PANSECB_OK) return 1;
    puts(pansecb_cpu_text(info.cpu));
    pansecb_model_release(model);
    return 0;
}
END
cat >"$work/cut.c" <<'END'
#include <pansecb_image.h>
#include <stdio.h>
int main(int count, char **arguments) {
    char why[200] = "usage: cut IN OUT";
    pansecb_picture picture = pansecb_picture_empty();
    if (count == 3 &&
        pansecb_picture_read(arguments[1], PANSECB_PICTURE_RGB8, &picture, why, sizeof why) == PANSECB_PICTURE_OK) {
        const unsigned char *corner = (const unsigned char *)picture.pixels + 176 * picture.stride + 3 * 384;
        pansecb_picture piece = pansecb_picture_of(PANSECB_PICTURE_RGB8, corner, 120, 80, picture.stride);
        if (pansecb_picture_write_png(arguments[2], &piece, why, sizeof why) == PANSECB_PICTURE_OK) return 0;
    }
    fprintf(stderr, "%s\n", why);
    return 1;
}
END
gcc -std=c99 -I"$top/include" "$work/level.c" -o "$work/level" "$library/libpansecb.a" -pthread
gcc -std=c99 -I"$top/include" "$work/cut.c" -o "$work/cut" "$library/libpansecb_image.a" -lpng -ljpeg
"$work/cut" "$top/Examples/data/dashcam.jpg" "$work/piece.png"

# segments COMMAND...: the example's table, without the times.
segments() { "$@" "$library/segment-c-static" "$model" "$work/piece.png" "$work/overlay.png" | grep -v '^time:'; }
best=$("$work/level" "$model")

# try CPU LEVEL: the processor chooses the level and finds the same segments.
try() {
    chosen=$(qemu-x86_64 -cpu "$1" "$work/level" "$model" 2>"$work/errors") || chosen="none, $(tail -1 "$work/errors")"
    if [ "$chosen" != "$2" ]; then
        echo "FAILED: $1 runs $chosen, not $2"
        bad=1
        return 0
    fi
    case "$2 $best" in "avx2 baseline") echo "ok: $1 runs $2; not compared, this machine has none"; return 0 ;; esac
    segments env PANSECB_CPU="$2" >"$work/here"
    segments qemu-x86_64 -cpu "$1" >"$work/there" 2>"$work/errors" || true
    if [ -s "$work/here" ] && cmp -s "$work/here" "$work/there"; then
        echo "ok: $1 runs $2 and finds the same $(($(wc -l <"$work/here") - 1)) segments"
    else
        echo "FAILED: $1 finds other segments:"
        diff "$work/here" "$work/there" || true
        cat "$work/errors"
        bad=1
    fi
}

try Opteron_G1 baseline
try Nehalem baseline
try SandyBridge baseline
try Haswell avx2
exit $bad
