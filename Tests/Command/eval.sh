#!/bin/bash
# Evaluation from the command line: tables, predictions, oracles, the search for thresholds, the report, and bad input.
set -u
. "$(dirname "$(realpath "$0")")/expect.sh"
tool=$(realpath "${1:-.build/release/pansecb}")
model=$(realpath "$(dirname "$0")/../../Examples/data/streets.pansecb")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
expect 0 "" "$tool" dataset synth --output streets --train 0 --val 4 --size 128x256 --seed 5
evaluate() { "$tool" eval --model "$model" --data streets "$@"; }

expect 0 "" evaluate
check grep -q "^all (" out
check grep -q "mean IoU .*4 images, merge reference" out

# Further label ids that count for a class: as many pixels as `dataset check` finds, and one segment of stuff a picture.
labels=$(dirname "$model")/../training/camvid-classes.json
expect 0 "" "$tool" dataset check streets --split val --classes "$labels" --json
mv out check.json
expect 0 "" evaluate --json
mv out plain.json
expect 0 "" evaluate --classes "$labels" --json
check python3 - out plain.json check.json <<'PYTHON'
import json, sys
result, plain, check = (json.load(open(name)) for name in sys.argv[1:])
def pixels(r):
    n = len(r["classes"]) + 1
    flat = [x for row in r["confusion"] for x in (row if isinstance(row, list) else [row])]
    return {c["name"]: sum(flat[i * n:(i + 1) * n]) for i, c in enumerate(r["classes"])}
own, before = pixels(result), pixels(plain)
for stuff in check["semantic"]:
    if stuff["name"] in own:
        assert own[stuff["name"]] == round(stuff["share"] * check["pixels"]), stuff
assert own["building"] > before["building"] and own["car"] > before["car"]
for c in result["classes"]:
    assert c["thing"] or c["truePositives"] + c["falseNegatives"] <= 4, c
PYTHON
expect 64 "--oracle" evaluate --classes "$labels" --oracle seed

# The size at which the network sees the images: by default the trained one, as these are much smaller. Scores and
# predictions have the images' own size, and the search sees what the evaluation sees.
expect 0 "trained for pictures of 360x640" evaluate --json
check test "$(grep -c "trained for pictures" err)" -eq 1
check python3 -c 'import json; r = json.load(open("out")); assert (r["size"], r["scaledImages"]) == ("automatic", 4)
assert sum(map(sum, r["confusion"])) <= 4 * 128 * 256'
cp out automatic.json
expect 0 "" evaluate --size trained --json
check python3 -c 'import json; a, b = json.load(open("out")), json.load(open("automatic.json"))
assert all(a[k] == b[k] for k in ("all", "classes", "confusion", "pictures")) and a["size"] == "trained"'
expect 0 "" evaluate --size image --json
check python3 -c 'import json; a, b = json.load(open("out")), json.load(open("automatic.json"))
assert a["confusion"] != b["confusion"] and a["scaledImages"] == 0'
expect 0 "" evaluate --size 64x96
check grep -q "4 of 4 images at another size than their own: size 64x96" out
expect 0 "" evaluate --size 64x96 --search --json
check python3 -c 'import json; r = json.load(open("out"))
best = r["search"][-1]; assert max(best["pq"]) == r["all"]["pq"], (max(best["pq"]), r["all"])'

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
# object. (In the published merge the semantic output has no say about things.)
expect 0 "" evaluate --merge complete --json
cp out complete.json
expect 0 "" evaluate --oracle semantic --oracle offset --oracle sigma --oracle seed --merge complete --json
cp out oracle.json
expect 0 "" evaluate --oracle semantic --merge complete --json
check python3 - out <<'PYTHON'
import json, sys
plain, semantic, all = (json.load(open(f)) for f in ("complete.json", sys.argv[1], "oracle.json"))
assert plain["stuff"]["pq"] < 0.5 and semantic["stuff"]["pq"] > 0.9 and all["stuff"]["pq"] == 1, semantic["stuff"]
assert all["miou"] == 1 and not any(c["falsePositives"] for c in all["classes"])
assert all["things"]["pq"] > semantic["things"]["pq"] > plain["things"]["pq"], all["things"]
assert "milliseconds" in plain and "milliseconds" not in all
PYTHON
expect 0 "" evaluate --flip
expect 0 "" evaluate --merge complete
check grep -q "merge complete" out

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
expect 0 "" "$tool" eval --model tuned.pansecb --data streets --merge complete --write-defaults
expect 0 "" "$tool" info tuned.pansecb
check grep -q "merge *complete" out

# Thresholds for trying out, which can be kept as well.
expect 0 "" evaluate --size image --min-pixels 32000 --json
check python3 -c 'import json; r = json.load(open("out")); assert sum(c["truePositives"] + c["falsePositives"]
    for c in r["classes"] if c["thing"]) == 0'
expect 0 "" "$tool" eval --model tuned.pansecb --data streets --seed-threshold 0.625 --claim-threshold 0.375 \
    --min-pixels 77 --write-defaults
expect 0 "" "$tool" info tuned.pansecb --json
check python3 -c 'import json; t = json.load(open("out"))["thresholds"]
assert (t["seed"], t["claim"], t["minPixels"]) == (0.625, 0.375, 77)'
# Images in which a bound ended the search for objects are told of.
check python3 -c 'import json; assert json.load(open("plain.json"))["cutShortImages"] == 0'
expect 0 "" evaluate --seed-threshold 0.1 --max-attempts 1 --json
check python3 -c 'import json; assert 1 <= json.load(open("out"))["cutShortImages"] <= 4'
expect 64 "--claim-threshold" evaluate --claim-threshold -0.1

expect 0 "report.html" evaluate --report report.html --pictures 1
check grep -q "synth_00000" report.html
check test "$(grep -c "https\?://" report.html)" -le 2
# It can be sent: names of files, no folders of this machine.
expect 0 "" "$tool" eval --model "$model" --data "$work/streets" --report report.html --pictures 1
check grep -q "<dd>streets.pansecb</dd>" report.html
check grep -q "<dd>streets</dd>" report.html
for folder in "$work" "$(dirname "$model")"; do
    if grep -qF "$folder" report.html; then fail "the report tells of $folder"; else pass; fi
done

# A network that tells no objects apart says so; what it has not is refused; things are things all the same.
cat >erfnet.yaml <<'YAML'
{network: {architecture: erfnet, width: 0.25}, data: streets, train: [{split: val}], epochs: 1, batch: 4,
 crop: 64x64, validation: {every: 0}, output: erfnet}
YAML
expect 0 "" "$tool" train erfnet.yaml
expect 0 "" "$tool" convert erfnet/last.safetensors --output erfnet.pansecb --brief
expect 0 "" "$tool" info erfnet.pansecb
check grep -q "trained size 256 wide, 128 high" out
check grep -q "26 .* thing .* car" out
check test "$(grep -cE "^(objects|merge) " out)" -eq 0
expect 0 "" "$tool" info "$model"
check test "$(grep -cE "^(objects|merge) " out)" -eq 2
expect 0 "" "$tool" eval --model erfnet.pansecb --data streets --report erfnet.html
check grep -q "ERFNet tells no objects apart" out
check grep -q "ERFNet tells no objects apart" erfnet.html
check test "$(grep -c "Seed threshold" erfnet.html)" -eq 0
expect 0 "" "$tool" eval --model erfnet.pansecb --data streets --oracle semantic --json
check python3 - out <<'PYTHON'
import json, sys
result = json.load(open(sys.argv[1]))
assert result["tellsObjectsApart"] is False and result["stuff"]["pq"] == 1 and result["scaledImages"] == 0
assert result["things"]["classes"] > 0 and result["things"]["pq"] < 1
assert json.load(open("plain.json"))["tellsObjectsApart"] is True
PYTHON
for oracle in seed offset sigma; do
    expect 5 "--oracle $oracle would change nothing" \
        "$tool" eval --model erfnet.pansecb --data streets --oracle $oracle
done
expect 5 "--search would change nothing" "$tool" eval --model erfnet.pansecb --data streets --search

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
