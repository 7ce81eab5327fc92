#!/bin/bash
# The command line tool: results of good input; of bad input the exit code, the text, and that nothing was lost.
set -u
. "$(dirname "$(realpath "$0")")/expect.sh"
tool=$(realpath "${1:-.build/release/pansecb}")
data=$(realpath "$(dirname "$0")/../../Examples/data")
street=$(realpath "$(dirname "$0")/../Tools/Datasets/Fixtures/street")
camvid=$(realpath "$data/../training/camvid-classes.json")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
model=$data/streets.pansecb photo=$data/dashcam.jpg

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
# Other settings than the model's, to try out: what they say of the objects, and that the map is another.
# usage: tried CONDITION SETTINGS...; CONDITION is Python's, on the objects' scores and areas
tried() {
    local condition=$1
    shift
    expect 0 "" "$tool" run --model "$model" "$photo" --output tried --json "$@"
    check python3 - "$condition" <<'PYTHON'
import json, sys
objects = [s for s in json.load(open("out"))[0]["segments"] if s["thing"]]
assert eval(sys.argv[1], {"scores": [s["score"] for s in objects], "areas": [s["area"] for s in objects]}), objects
PYTHON
    if cmp -s tried/dashcam_panoptic.png results/dashcam_panoptic.png; then fail "$* changes nothing"; else pass; fi
}
tried "areas == []" --min-pixels 5000
tried "scores == []" --seed-threshold 0.99
tried "min(scores) < 0.5" --merge complete
tried "scores" --claim-threshold 0.9
# A bound that ends the search is told of, in the same way each time; the usual one is not reached.
expect 0 "" "$tool" run --model "$model" "$photo" --output tried --json --max-attempts 1
check grep -q "dashcam.jpg: objects may be missing, --max-attempts 1 ended the search" err
check python3 -c 'import json; image, = json.load(open("out"))
assert (image["attempts"], image["cutShort"]) == (1, True)'
check python3 -c 'import json; image = json.load(open("results/dashcam_segments.json"))
assert 1 < image["attempts"] < 100 and not image["cutShort"]'
expect 64 "--max-attempts" "$tool" run --model "$model" "$photo" --output tried --max-attempts 0
expect 64 "--seed-threshold" "$tool" run --model "$model" "$photo" --output tried --seed-threshold 1
expect 64 "--min-pixels" "$tool" run --model "$model" "$photo" --output tried --min-pixels 100000000
check cmp results/dashcam_panoptic.png again/dashcam_panoptic.png
check cmp results/dashcam_overlay.png again/dashcam_overlay.png
expect 0 "" "$tool" forward --model "$model" "$photo" --output raw.safetensors
check grep -q "semantic 10 x 360 x 640" out
check test "$(stat -c %s raw.safetensors)" -gt $((16 * 360 * 640 * 4))

# A model of 8 bits: a quarter of the size in float, and its map is near.
expect 0 "" "$tool" quantize "$model" --images "$photo" --output eight.pansecb
check grep -q "encoder.layers.3.conv1x3_2" out
check test "$(stat -c %s eight.pansecb)" -lt $(($(stat -c %s "$model") * 53 / 100))
expect 0 "" "$tool" info eight.pansecb
check grep -q "i8" out
expect 0 "" "$tool" run --model eight.pansecb "$photo" --output eight --threads 1
for level in baseline avx2 avx512; do
    PANSECB_CPU=$level expect 0 "" "$tool" run --model eight.pansecb "$photo" --output "eight-$level"
    check cmp eight/dashcam_panoptic.png "eight-$level/dashcam_panoptic.png"
done
expect 5 "quantised already" "$tool" quantize eight.pansecb --images "$photo" --output x.pansecb
expect 5 "made from" "$tool" export eight.pansecb --output x.onnx
expect 2 "nothing.jpg" "$tool" quantize "$model" --images nothing.jpg --output x.pansecb
expect 64 "" "$tool" quantize "$model" --output x.pansecb
check test ! -e x.pansecb -a ! -e x.onnx

# The size at which the network sees a picture: results have the picture's own, outputs that of the network. It was
# trained at 360x640; a picture whose area differs by more than half from that is scaled, which is said once.
# trained_at WIDTH HEIGHT FILE: the model as if trained at another size; 0: at an unknown one.
trained_at() {
    python3 - "$model" "$@" <<'PYTHON'
import struct, sys, zlib
data = bytearray(open(sys.argv[1], "rb").read())
data[48:56] = struct.pack("<II", int(sys.argv[2]), int(sys.argv[3]))
data[12:16] = bytes(4)
data[12:16] = struct.pack("<I", zlib.crc32(data))
open(sys.argv[4], "wb").write(data)
PYTHON
}
expect 0 "" "$tool" run --model "$model" "$photo" --output image --size image --threads 1
check cmp results/dashcam_panoptic.png image/dashcam_panoptic.png
check test ! -s err
expect 0 "" "$tool" run --model "$model" "$photo" --output twice --size 720x1280 --json
check python3 - out <<'PYTHON'
import json, sys
image, = json.load(open(sys.argv[1]))
assert (image["width"], image["height"]) == (640, 360)
plain = json.load(open("results/dashcam_segments.json"))
assert image["segments"] != plain["segments"]
for segment in image["segments"]:
    x, y, width, height = segment["box"]
    assert 0 < segment["area"] <= width * height and x + width <= 640 and y + height <= 360, segment
    assert x <= segment["centre"][0] < x + width and y <= segment["centre"][1] < y + height, segment
PYTHON
trained_at 480 360 smaller.pansecb
expect 0 "" "$tool" forward --model smaller.pansecb "$photo" --output scaled.safetensors --size trained
check grep -q "semantic 10 x 312 x 552" out
expect 0 "" "$tool" forward --model "$model" "$photo" --output scaled.safetensors --size 64x96
check grep -q "instance 6 x 64 x 96" out
mkdir sizes
expect 0 "" "$tool" dataset synth --output small --train 0 --val 2 --size 128x256 --seed 5
cp small/leftImg8bit/val/synth/*.png "$photo" sizes
expect 0 "trained for pictures of 360x640" "$tool" run --model "$model" sizes --output sized
check test "$(grep -c "trained for pictures" err)" -eq 1
expect 0 "" "$tool" run --model "$model" sizes --output sized --size image
check test "$(grep -c "trained for pictures" err)" -eq 0
trained_at 0 0 unknown.pansecb
expect 5 "--trained-size" "$tool" run --model unknown.pansecb "$photo" --output x --size trained
expect 0 "" "$tool" run --model unknown.pansecb sizes --output sized
check test "$(grep -c "trained for pictures" err)" -eq 0
expect 64 "--size" "$tool" run --model "$model" "$photo" --output x --size large
expect 64 "--size" "$tool" run --model "$model" "$photo" --output x --size 0x10

# Wide and tall pictures in one call have a session each: the box around both would be 800 MB.
expect 0 "" "$tool" bench --model "$model" --size 64x4096,4096x64 --frames 1 --json
check python3 -c 'import json; assert all(m["arenaMegabytes"] < 100 for m in json.load(open("out")))'

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
for m in (a, b):
    assert abs(m["millisecondsPerMegapixel"] * m["width"] * m["height"] / 1e6 - m["total"]["median"]) < 1e-6
assert (a["width"], a["height"], b["width"]) == (64, 128, 64)'
# The search for objects in hard outputs: all of them, for one class and for all, within the bound or not.
expect 0 "" "$tool" bench --model "$model" --size 64x96 --frames 1 --hard
check grep -q "^96 wide, 64 high: network" out
check grep -Eq "^tiny, scattered +1 .* 5888 +0$" out
expect 0 "" "$tool" bench --model "$model" --size 128x192,24x16 --frames 1 --hard --max-attempts 100 --json
check python3 -c 'import json; rows = json.load(open("out"))
assert len(rows) == 2 * 2 * len({r["outputs"] for r in rows}) and {r["width"] for r in rows} == {192, 16}
assert all(r["attempts"] <= 100 and r["cutShort"] <= (r["attempts"] == 100) for r in rows)
assert any(r["cutShort"] for r in rows) and any(r["objects"] == 40 for r in rows)'
expect 64 "--hard" "$tool" bench --model "$model" "$photo" --hard
expect 64 "--max-attempts" "$tool" bench --model "$model" --size 64x64 --hard --max-attempts 0
expect 64 "--size" "$tool" bench --model "$model" --size 64x64,nonsense
expect 64 "--size" "$tool" bench --model "$model" --size 64x64,
expect 64 "not both" "$tool" bench --model "$model" "$photo" --size 64x64
# A layer that had nothing to do, where there is nowhere a seed, has no rate.
expect 0 "" "$tool" bench --model "$model" --size 256x512 --frames 1 --json
check python3 -c 'import json; layers = json.load(open("out"))["layers"]
idle = [l for l in layers if l["milliseconds"] == 0]
assert idle and all("gigaflops" not in l for l in idle) and \
    all(l["gigaflops"] > 0 for l in layers if l["milliseconds"] > 0)'
expect 0 "" "$tool" bench --model "$model" --size 256x512 --frames 1 --layers
check grep -q " 0.0 % *-$" out
check test -z "$(grep -E "inf|nan" out)"
for threads in 1 2; do
    expect 0 "" "$tool" bench --model "$model" --size 1024x2048 --frames 1 --threads $threads --json
    check python3 -c 'import json; peak = json.load(open("out"))["peakMegabytes"]; assert peak < 160, peak'
done

# A folder of pictures: progress on standard error, results for each.
mkdir frames && cp "$photo" frames/a.jpg && cp "$photo" frames/b.jpg && cp results/dashcam_overlay.png frames/c.png
expect 0 "3 of 3" "$tool" run --model "$model" frames --output many
check test -s many/a_segments.json -a -s many/b_overlay.png -a -s many/c_panoptic.png
check grep -q "img/s, done in" err
check test "$(wc -l <err)" -lt 4
# On a terminal the line is drawn over itself, and taken away for each result.
expect 0 "" script -qec "'$tool' run --model '$model' frames --output many" /dev/null
check grep -q "1 of 3  .*img/s" out
check grep -q $'\r\033\\[Kframes/c.png: ' out

# Of a folder without pictures, those of the folders below; of one that has some, only these.
mkdir -p cities/aachen cities/bochum && cp "$photo" cities/aachen/a.jpg && cp "$photo" cities/bochum/b.jpg
expect 0 "2 of 2" "$tool" run --model "$model" cities --output towns
check test -s towns/a_segments.json -a -s towns/b_segments.json
mkdir -p frames/below && cp "$photo" frames/below/d.jpg
expect 0 "3 of 3" "$tool" run --model "$model" frames --output many
rm -r frames/below
check test ! -e many/d_segments.json

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
mkdir -p empty/below
expect 2 "in this folder or below it" "$tool" run --model "$model" empty --output x
expect 64 "--threads" "$tool" run --model "$model" "$photo" --output x --threads 1000
expect 64 "same results" "$tool" run --model "$model" frames/a.jpg many/../frames/a.jpg --output x
expect 64 "" "$tool" run --output x
expect 64 "" "$tool" nonsense
check test ! -e x.pansecb

# What a training does to pixels, and the files that ship with classes.
fixtures=$(realpath "$data/../../Tests/Tools/Checkpoints/Fixtures")
expect 5 "tensor.dequantize()" "$tool" convert "$fixtures/quantised_zip.pth" --output x.pansecb
"$tool" export "$model" --output names.safetensors >out
classes=(--classes "$camvid" --brief)
expect 0 "" "$tool" convert names.safetensors --output plain.pansecb "${classes[@]}"
expect 0 "" "$tool" convert names.safetensors --output same.pansecb --mean 0,0,0 --std 1,1,1 "${classes[@]}"
check cmp plain.pansecb same.pansecb
expect 0 "" "$tool" convert names.safetensors --output scaled.pansecb --std 1/255,1/255,1/255 --bgr "${classes[@]}"
check test "$(grep -c "sees black" out)" -eq 0
expect 0 "" "$tool" convert names.safetensors --output mean.pansecb --mean 0.4,0.4,0.4 "${classes[@]}"
check grep -q "sees black" out
expect 13 "divide mean and deviation by 255" "$tool" convert names.safetensors --output x.pansecb --mean 104,117,124
expect 13 "above 0" "$tool" convert names.safetensors --output x.pansecb --std 1,0,1
expect 64 "--mean" "$tool" convert names.safetensors --output x.pansecb --mean 0.4,0.4
expect 64 "--std" "$tool" convert names.safetensors --output x.pansecb --std 1/0,1,1
check test ! -e x.pansecb
expect 0 "" "$tool" dataset check "$street" --classes "$(dirname "$camvid")/cityscapes-classes.json" --json
cp out own-classes
expect 0 "" "$tool" dataset check "$street" --json
check cmp out own-classes

# Export: to ONNX and to PyTorch's names, and what cannot be; what was there stays.
fixtures=$(realpath "$data/../../Tests/Tools/Checkpoints/Fixtures")
expect 0 "" "$tool" export --help
check grep -q -- "--keep-batch-normalisation" out
expect 0 "" "$tool" export "$model" --output model.onnx
check grep -q "nodes, ONNX" out
check grep -aq "decoders.1.layers.3.conv.weight" model.onnx
expect 0 "" "$tool" export "$model" --output weights.safetensors
check grep -q "386 tensors" out
"$tool" info "$model" --json >facts.json
python3 -c 'import json; json.dump(json.load(open("facts.json"))["classes"], open("classes.json", "w"))'
expect 0 "" "$tool" convert weights.safetensors --classes classes.json --output again.pansecb --brief
# Once there and back takes the sign of biases that are zero, and nothing else.
expect 0 "" "$tool" export again.pansecb --output again.safetensors
expect 0 "" "$tool" convert again.safetensors --classes classes.json --output twice.pansecb --brief
check cmp again.pansecb twice.pansecb
expect 0 "" "$tool" export weights.safetensors --classes classes.json --output kept --format onnx \
    --keep-batch-normalisation
check grep -aq "BatchNormalization" kept
# A checkpoint of another program: a wrapper's prefix, counters of batches, and what is not the network's.
python3 - <<'PYTHON'
import json
data = open("weights.safetensors", "rb").read()
size = int.from_bytes(data[:8], "little")
header, data = json.loads(data[8:8 + size]), data[8 + size:]
header = {name if name == "__metadata__" else "module." + name: entry for name, entry in header.items()}
for name, kind in ("module.encoder.initial_block.bn.num_batches_tracked", "I64"), ("loss.weight", "F64"):
    header[name] = {"dtype": kind, "shape": [1], "data_offsets": [len(data), len(data) + 8]}
    data += bytes(8)
header = json.dumps(header).encode()
open("foreign.safetensors", "wb").write(len(header).to_bytes(8, "little") + header + data)
PYTHON
expect 0 "" "$tool" export foreign.safetensors --output again.safetensors
check cmp weights.safetensors again.safetensors
expect 7 "--classes" "$tool" export weights.safetensors --output x.onnx
expect 64 "--format" "$tool" export "$model" --output x.bin
expect 64 "--format" "$tool" export "$model" --output x --format torch
expect 64 "for ONNX" "$tool" export weights.safetensors --output x.safetensors --keep-batch-normalisation
expect 64 "for ONNX" "$tool" export weights.safetensors --output x.safetensors --classes classes.json
expect 64 "weights.safetensors" "$tool" export weights.safetensors --output ./weights.safetensors
expect 5 "$model" "$tool" export "$model" --output x.onnx --keep-batch-normalisation
expect 5 "own classes" "$tool" export "$model" --output x.onnx --classes classes.json
echo keep >kept.onnx
expect 2 "nothing.pansecb" "$tool" export nothing.pansecb --output kept.onnx
expect 3 "text.pansecb" "$tool" export text.pansecb --output kept.onnx
expect 4 "cut.pansecb" "$tool" export cut.pansecb --output kept.onnx
expect 4 "checksum" "$tool" export changed.pansecb --output kept.onnx
expect 3 "$photo" "$tool" export "$photo" --output kept.onnx
expect 12 "hostile_zip.pth" "$tool" export "$fixtures/hostile_zip.pth" --output kept.onnx
expect 6 "training_zip.pth" "$tool" export "$fixtures/training_zip.pth" --output kept.onnx
expect 6 "raw.safetensors" "$tool" export raw.safetensors --output kept.safetensors
check grep -q keep kept.onnx
expect 9 "no/such/x.onnx" "$tool" export "$model" --output no/such/x.onnx
expect 9 "no/such/x.safetensors" "$tool" export "$model" --output no/such/x.safetensors
expect 9 "/dev/full" "$tool" export "$model" --output /dev/full --format onnx
check test ! -e x.onnx -a ! -e x.safetensors -a ! -e kept.safetensors

# Data sets: what is in them, and everything that is wrong.
expect 0 "3 of 3" "$tool" dataset check "$street" --threads 2
check grep -qF "stuff with numbers of objects, which is void: 7 (" out
check grep -q "3 samples, 0 faults" out
check grep -q "size 64x96: 1 samples" out
cp out all
expect 0 "" env CITYSCAPES_DIR="$street" "$tool" dataset check --threads 1
check cmp out all
expect 0 "" "$tool" dataset check "$street" --split val --classes "$camvid" --json
check python3 -c 'import json; r = json.load(open("out"))
assert r["samples"] == 1 and len(r["semantic"]) == 10 and not r["faults"]'
expect 2 "CITYSCAPES_DIR" env -u CITYSCAPES_DIR "$tool" dataset check
expect 2 "leftImg8bit" "$tool" dataset check empty
expect 2 "train, val" "$tool" dataset check "$street" --split test
expect 7 "text.pansecb" "$tool" dataset check "$street" --classes text.pansecb
cp -r "$street" spoilt
echo text >spoilt/gtFine/train/amber/empty_gtFine_instanceIds.png
rm spoilt/leftImg8bit/train/birch/wide_leftImg8bit.png
expect 14 "amber/empty_gtFine_instanceIds.png" "$tool" dataset check spoilt
check grep -q "birch/wide_gtFine_instanceIds.png: its picture is missing" err
check grep -q "1 samples, 2 faults" out

# Crops: beside the data set, readable as a split, gone on with; one bad picture does not lose the others.
cp -r "$street" copy
expect 0 "3 of 3" "$tool" crops copy --size 32 --classes 24,26
check grep -q "crops_26: 6 crops" out
expect 0 "" "$tool" dataset check copy --split crops_26
check test ! -e copy/leftImg8bit/crops_25
rm copy/gtFine/crops_24/birch/wide_001_gtFine_instanceIds.png
expect 0 "" "$tool" crops copy --size 32 --classes 24,26 --json
check python3 -c 'import json; r = json.load(open("out"))
assert [(c["written"], c["kept"]) for c in r] == [(1, 1), (0, 6)]'
expect 0 "has all its splits in one folder" "$tool" crops "$street" --size 32 --output elsewhere
grep "^  ln -s" err >links && sh -e links
expect 0 "" "$tool" dataset check elsewhere --split val
check grep -q "1 samples, 0 faults" out
expect 0 "" "$tool" crops "$street" --size 32 --output elsewhere
if grep -q "ln -s" err; then fail "crops links a split that is there"; else pass; fi
check diff -r elsewhere/gtFine/crops_26 copy/gtFine/crops_26
check test ! -e "$street/gtFine/crops_26"
expect 14 "birch/wide_gtFine_instanceIds.png" "$tool" crops spoilt --size 32 --output rest
check grep -q "empty_gtFine_instanceIds.png: not a PNG" err
check test -s rest/leftImg8bit/crops_26/amber/noisy_001_leftImg8bit.png
expect 13 "40x41" "$tool" crops "$street" --output nothing
check test ! -e nothing
expect 0 "left out: 1 picture is smaller than 40x40, such as $street/leftImg8bit/train/amber/noisy_leftImg8bit.png" \
    "$tool" crops "$street" --size 40 --output wide
check grep -q "crops_26: 4 crops" out
# Classes of a file, and those that an import has left.
expect 0 "" "$tool" crops "$street" --size 32 --classes "$camvid" --output camvid
check test "$(cut -d: -f1 out | tr '\n' ' ')" = "crops_24 crops_25 crops_26 "
cp "$camvid" copy/classes.json
expect 0 "classes are those of copy/classes.json" "$tool" crops copy --size 32 --output camvid-again
check diff -r camvid camvid-again
expect 0 "" "$tool" crops copy --size 32 --classes 24 --output one
check test "$(cat out)" = "crops_24: 2 crops"
echo text >copy/classes.json
expect 7 "copy/classes.json" "$tool" crops copy --size 32 --output nothing
rm copy/classes.json
expect 0 "nothing was cut: the pictures of split train have no objects with the label ids 5,6" \
    "$tool" crops "$street" --size 32 --classes 5,6 --output nothing
check test ! -e nothing
expect 13 "label ids" "$tool" crops "$street" --classes 26,70 --output nothing
expect 9 "text.pansecb/" "$tool" crops "$street" --size 32 --output text.pansecb
expect 64 "--classes" "$tool" crops "$street" --classes cars
expect 64 "crops already" "$tool" crops copy --split crops_26

# What was there stays where the new one fails.
echo keep >kept.pansecb
expect 3 "text.pansecb" "$tool" convert text.pansecb --output kept.pansecb
check grep -q keep kept.pansecb

# Street scenes: the same whatever the threads, kept when they are there, never mixed with others.
expect 0 "" "$tool" dataset synth --help
expect 0 "5 of 5" "$tool" dataset synth --output streets --train 3 --val 2 --size 64x128 --seed 3 --threads 2 --json
check python3 -m json.tool out
check test -s streets/leftImg8bit/train/synth/synth_000002_leftImg8bit.png \
    -a -s streets/gtFine/val/synth/synth_000001_gtFine_instanceIds.png
expect 0 "" "$tool" dataset synth --output streets1 --train 3 --val 2 --size 64x128 --seed 3 --threads 1
check diff -r streets streets1
# Crash barriers: void with Cityscapes' classes, a part of the fence with those of the file.
expect 0 "" "$tool" dataset check streets
check grep -q "without a class:.* 14 (" out
expect 0 "" "$tool" dataset check streets --classes "$camvid"
check grep -q "[1-9].* fence" out
check test -z "$(grep "without a class:.* 14 (" out)"
rm streets/gtFine/train/synth/synth_000001_gtFine_instanceIds.png
expect 0 "" "$tool" dataset synth --output streets --train 3 --val 2 --size 64x128 --seed 3 --json
check grep -q '"drawn" : 1' out
check grep -q '"kept" : 4' out
check diff -r streets streets1
expect 13 "streets/synth.json" "$tool" dataset synth --output streets --train 4 --val 2 --size 64x128 --seed 4
expect 13 "64x128" "$tool" dataset synth --output streets --train 4 --val 2 --size 32x64 --seed 3
check diff -r streets streets1
echo broken >streets/synth.json
expect 4 "streets/synth.json" "$tool" dataset synth --output streets --train 3 --val 2 --size 64x128 --seed 3
expect 9 "$photo" "$tool" dataset synth --output "$photo/streets" --train 1 --val 0 --size 64x128
expect 64 "--size" "$tool" dataset synth --output x --size 8x8
expect 64 "nothing to draw" "$tool" dataset synth --output x --train 0 --val 0
expect 64 "--train" "$tool" dataset synth --output x --train -1

echo "command line: $passed passed, $failed failed"
[ $failed -eq 0 ]
