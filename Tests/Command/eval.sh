#!/bin/bash
# Evaluation from the command line: tables, predictions, oracles, the search for thresholds, the report, and bad input.
set -u
. "$(dirname "$(realpath "$0")")/expect.sh"
tool=$(realpath "${1:-.build/release/pansecb}")
model=$(realpath "$(dirname "$0")/../../Examples/data/camvid.pansecb")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
expect 0 "" "$tool" dataset synth --output streets --train 0 --val 4 --size 128x256 --seed 5
evaluate() { "$tool" eval --model "$model" --data streets "$@"; }

expect 0 "" evaluate
check grep -q "^all (" out
check grep -q "mean IoU .*4 images, merge complete" out

# Predictions: every format has every image, and the maps are those of run.
expect 0 "" evaluate --output predictions --json
cp out plain.json
expect 0 "" "$tool" run --model "$model" streets/leftImg8bit/val/synth/*_000001_*.png --output maps
check cmp maps/*_panoptic.png predictions/instanceIds/val/synth/*_000001_gtFine_instanceIds.png
check python3 - <<'PYTHON'
import glob, json
result = json.load(open("plain.json"))
assert result["images"] == 4 and len(result["pictures"]) == 4
assert len(glob.glob("predictions/labelIds/*_labelIds.png")) == 4
classes = [c for c in result["classes"] if c["truePositives"] + c["falsePositives"] + c["falseNegatives"] > 0]
assert abs(result["all"]["pq"] - sum(c["pq"] for c in classes) / len(classes)) < 1e-12
lines = [line for f in glob.glob("predictions/instances/*.txt") for line in open(f)]
assert len(glob.glob("predictions/instances/*.txt")) == 4
for line in lines:
    mask, label, score = line.split(" ")
    assert open("predictions/instances/" + mask, "rb").read(4) == b"\x89PNG"
    assert int(label) in (24, 25, 26) and 0 < float(score) <= 1
PYTHON

# The labels in place of all outputs: stuff is right, and of things only those are missed that are too small for an
# object.
expect 0 "" evaluate --oracle semantic --oracle offset --oracle sigma --oracle seed --json
cp out oracle.json
expect 0 "" evaluate --oracle semantic --json
check python3 - out <<'PYTHON'
import json, sys
plain, semantic, all = (json.load(open(f)) for f in ("plain.json", sys.argv[1], "oracle.json"))
assert plain["stuff"]["pq"] < 0.5 and semantic["stuff"]["pq"] > 0.9 and all["stuff"]["pq"] == 1, semantic["stuff"]
assert all["miou"] == 1 and not any(c["falsePositives"] for c in all["classes"])
assert all["things"]["pq"] > semantic["things"]["pq"] > plain["things"]["pq"], all["things"]
assert "milliseconds" in plain and "milliseconds" not in all
PYTHON
expect 0 "" evaluate --flip
expect 0 "" evaluate --merge reference
check grep -q "merge reference" out

# A search never makes it worse, and writes what it found into the file, weights untouched.
cp "$model" tuned.pansecb
expect 0 "seed_threshold" "$tool" eval --model tuned.pansecb --data streets --search --write-defaults --json
cp out search.json
expect 0 "" "$tool" eval --model tuned.pansecb --data streets --json
check python3 - out <<'PYTHON'
import json, sys
plain, found, again = (json.load(open(f)) for f in ("plain.json", "search.json", sys.argv[1]))
assert found["all"]["pq"] >= plain["all"]["pq"] and len(found["search"]) == 4
assert again["all"] == found["all"]
PYTHON
expect 0 "" "$tool" info tuned.pansecb
check test "$(stat -c %s tuned.pansecb)" -eq "$(stat -c %s "$model")"
tail -c 4000000 tuned.pansecb >a && tail -c 4000000 "$model" >b
check cmp a b
expect 0 "" "$tool" eval --model tuned.pansecb --data streets --merge reference --write-defaults
expect 0 "" "$tool" info tuned.pansecb
check grep -q "merge *reference" out

# Thresholds for trying out, which can be kept as well.
expect 0 "" evaluate --min-pixels 32000 --json
check python3 -c 'import json; r = json.load(open("out")); assert sum(c["truePositives"] + c["falsePositives"]
    for c in r["classes"] if c["thing"]) == 0'
expect 0 "" "$tool" eval --model tuned.pansecb --data streets --seed-threshold 0.625 --claim-threshold 0.375 \
    --min-pixels 77 --write-defaults
expect 0 "" "$tool" info tuned.pansecb --json
check python3 -c 'import json; t = json.load(open("out"))["thresholds"]
assert (t["seed"], t["claim"], t["minPixels"]) == (0.625, 0.375, 77)'
expect 64 "--claim-threshold" evaluate --claim-threshold -0.1

expect 0 "report.html" evaluate --report report.html --pictures 1
check grep -q "synth_00000" report.html
check test "$(grep -c "https\?://" report.html)" -le 2
# It can be sent: names of files, no folders of this machine.
expect 0 "" "$tool" eval --model "$model" --data "$work/streets" --report report.html --pictures 1
check grep -q "<dd>camvid.pansecb</dd>" report.html
check grep -q "<dd>streets</dd>" report.html
for folder in "$work" "$(dirname "$model")"; do
    if grep -qF "$folder" report.html; then fail "the report tells of $folder"; else pass; fi
done

# Bad input is named, and nothing is written.
expect 2 "nothing.pansecb" "$tool" eval --model nothing.pansecb --data streets
expect 2 "nowhere" "$tool" eval --model "$model" --data nowhere
expect 2 "There are these splits: train, val" evaluate --split test
expect 64 "merge" evaluate --merge best
expect 64 "write-defaults" evaluate --write-defaults
expect 64 "oracle" evaluate --oracle luck
echo full >file
expect 9 "file/instanceIds" evaluate --output file
expect 9 "file/report.html" evaluate --report file/report.html
label=$(ls streets/gtFine/val/synth/*_000002_*instanceIds.png)
mv "$label" kept.png
expect 14 "synth_000002" evaluate
printf 'no picture' >"$label"
expect 3 "synth_000002" evaluate
[ $failed -eq 0 ] && echo "evaluation on the command line: $passed passed"
[ $failed -eq 0 ]
