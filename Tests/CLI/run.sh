#!/bin/bash
# The command line tool: results of good input; of bad input the exit code, the text, and that nothing was lost.
set -u
tool=$(realpath "${1:-.build/release/pansecb}")
data=$(realpath "$(dirname "$0")/../../Examples/data")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
passed=0 failed=0

pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "FAILED: $*"; }

# expect CODE WORD COMMAND...: the command ends with CODE and names WORD on standard error.
expect() {
    local code=$1 word=$2
    shift 2
    "$@" >out 2>err
    local got=$?
    if [ $got -eq "$code" ] && { [ -z "$word" ] || grep -qF -- "$word" err; }; then pass
    else fail "exit $got, wanted $code and '$word': $* -- $(head -c 300 err)"; fi
}

check() { if "$@" >/dev/null 2>&1; then pass; else fail "$*"; fi; }

model=$data/camvid.pansecb photo=$data/dashcam.jpg

# Good input.
expect 0 "" "$tool" --help
expect 0 "" "$tool" run --help
expect 0 "" "$tool" info "$model"
check grep -q "Pan-SECB" out
check grep -q "Academic use only" out
expect 0 "" "$tool" info "$model" --json
check python3 -m json.tool out
expect 0 "" "$tool" run --model "$model" "$photo" --output results
check test -s results/dashcam_panoptic.png -a -s results/dashcam_overlay.png
check python3 -m json.tool results/dashcam_segments.json
check grep -q '"name" : "car"' results/dashcam_segments.json
expect 0 "" "$tool" run --model "$model" "$photo" --output again --json --threads 1
check python3 -m json.tool out
check cmp results/dashcam_panoptic.png again/dashcam_panoptic.png
check cmp results/dashcam_overlay.png again/dashcam_overlay.png
expect 0 "" "$tool" forward --model "$model" "$photo" --output raw.safetensors
check grep -q "semantic 13 x 360 x 640" out
check test "$(stat -c %s raw.safetensors)" -gt $((24 * 360 * 640 * 4))

# Times: one size, a picture, several sizes; and the memory of a large frame.
expect 0 "" "$tool" bench --model "$model" --size 64x128 --frames 1 --json
check python3 -c 'import json; m = json.load(open("out")); assert (m["width"], m["height"]) == (128, 64)'
expect 0 "" "$tool" bench --model "$model" "$photo" --frames 1
check grep -q "640 wide, 360 high" out
expect 0 "" "$tool" bench --model "$model" --size 64x64,128x128 --frames 1
check grep -q "ms per megapixel *to 64x64" out
check grep -q "^128x128 " out
expect 0 "" "$tool" bench --model "$model" --size 128x64,64x64 --frames 2 --json
check python3 -c 'import json; a, b = json.load(open("out"))
for m in (a, b): assert abs(m["millisecondsPerMegapixel"] * m["width"] * m["height"] / 1e6 - m["total"]["median"]) < 1e-6
assert (a["width"], a["height"], b["width"]) == (64, 128, 64)'
expect 64 "--size" "$tool" bench --model "$model" --size 64x64,nonsense
expect 64 "--size" "$tool" bench --model "$model" --size 64x64,
expect 64 "not both" "$tool" bench --model "$model" "$photo" --size 64x64
for threads in 1 2; do
    expect 0 "" "$tool" bench --model "$model" --size 1024x2048 --frames 1 --threads $threads --json
    check python3 -c 'import json; peak = json.load(open("out"))["peakMegabytes"]; assert peak < 160, peak'
done

# A folder of pictures: progress on standard error, results for each.
mkdir frames && cp "$photo" frames/a.jpg && cp "$photo" frames/b.jpg && cp results/dashcam_overlay.png frames/c.png
expect 0 "3 of 3" "$tool" run --model "$model" frames --output many
check test -s many/a_segments.json -a -s many/b_overlay.png -a -s many/c_panoptic.png

# One bad picture among good ones: the others are done.
head -c 20000 "$photo" >frames/b.jpg
expect 4 "frames/b.jpg" "$tool" run --model "$model" frames --output rest
check test -s rest/a_segments.json -a -s rest/c_segments.json -a ! -e rest/b_segments.json

# Bad input: each kind has its own code and names the file.
echo "this is no model" >text.pansecb
head -c 100000 "$model" >cut.pansecb
{ head -c 2000000 "$model"; printf 'X'; tail -c +2000002 "$model"; } >changed.pansecb
: >empty.png
printf 'GIF89a' >picture.png
expect 2 "nothing.pansecb" "$tool" info nothing.pansecb
expect 2 "nothing.jpg" "$tool" run --model "$model" nothing.jpg --output x
expect 2 "nothing.pth" "$tool" convert nothing.pth --output x.pansecb
expect 3 "text.pansecb" "$tool" run --model text.pansecb "$photo" --output x
expect 4 "cut.pansecb" "$tool" info cut.pansecb
expect 4 "checksum" "$tool" info changed.pansecb
expect 3 "empty.png" "$tool" run --model "$model" empty.png --output x
expect 3 "picture.png" "$tool" run --model "$model" picture.png --output x
expect 3 "text.pansecb" "$tool" convert text.pansecb --output x.pansecb
expect 9 "$photo" "$tool" run --model "$model" "$photo" --output "$photo/folder"
expect 9 "no/such/x.safetensors" "$tool" forward --model "$model" "$photo" --output no/such/x.safetensors
mkdir empty
expect 2 "empty" "$tool" run --model "$model" empty --output x
expect 64 "--threads" "$tool" run --model "$model" "$photo" --output x --threads 1000
expect 64 "same results" "$tool" run --model "$model" frames/a.jpg many/../frames/a.jpg --output x
expect 64 "" "$tool" run --output x
expect 64 "" "$tool" nonsense
check test ! -e x.pansecb

# What was there stays where the new one fails.
echo keep >kept.pansecb
expect 3 "text.pansecb" "$tool" convert text.pansecb --output kept.pansecb
check grep -q keep kept.pansecb

echo "command line: $passed passed, $failed failed"
[ $failed -eq 0 ]
