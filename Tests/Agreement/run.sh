#!/bin/bash
# `pansecb pq`, `dataset panoptic` and `eval` against the official cityscapesScripts on the same files, in a virtual
# environment below BUILD_DIR, and their errors:
#
#     Tests/Agreement/run.sh BUILD_DIR [TOOL]
set -u
tests=$(dirname "$(realpath "$0")")
. "$tests/../Command/expect.sh"
[ $# -ge 1 ] || { echo "usage: $0 BUILD_DIR [TOOL]" >&2; exit 2; }
tool=$(realpath "${2:-.build/release/pansecb}")
venv=$("$tests/../../scripts/venv-cityscapes.sh" "$1") || exit 1
venv=$(realpath "$venv") python=$venv/bin/python
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export PYTHONDONTWRITEBYTECODE=1

# agree NAME COMMAND...: the command ends with 0; what it says is shown.
agree() {
    local name=$1 text
    shift
    if text=$("$@" 2>&1); then pass; echo "$name: $text"; else fail "$name: $text"; fi
}

# convert DATASET NAME: both conversions, with label ids and with train ids.
convert() {
    mkdir -p "$1/official"
    check "$venv/bin/csCreatePanopticImgs" --dataset-folder "$1/gtFine" --output-folder "$1/official" --set-names val
    check "$venv/bin/csCreatePanopticImgs" --dataset-folder "$1/gtFine" --output-folder "$1/official" --set-names val \
        --use-train-id
    expect 0 "" "$tool" dataset panoptic "$1" --split val --output "$1/ours"
    expect 0 "" "$tool" dataset panoptic "$1/gtFine" --split val --output "$1/ours" --train-ids --threads 1
    for file in cityscapes_panoptic_val.json cityscapes_panoptic_val_trainId.json; do
        agree "$2" "$python" "$tests/compare_conversion.py" "$1/official/$file" "$1/ours/$file"
    done
}

expect 0 "" "$tool" dataset synth --output streets --train 0 --val 20 --size 128x256 --seed 3
check "$python" "$tests/disturbed.py" streets streets/prediction.json
check "$python" "$tests/hard_cases.py" hard
check "$python" "$tests/other_data.py" other
for data in hard streets; do
    convert $data $data
    agree $data "$python" "$tests/compare_scores.py" "$tool" $data/ours/cityscapes_panoptic_val.json \
        $data/prediction.json
done
agree other "$python" "$tests/compare_scores.py" "$tool" other/truth.json other/prediction.json

# Classes of one's own: the others are void, whatever their labels are.
cat >classes.json <<'EOF'
[{"id": 7, "name": "road", "color": [1, 2, 3], "thing": false},
 {"id": 60, "name": "tram", "color": [4, 5, 6], "thing": true}]
EOF
"$python" "$tests/own_classes.py" write own
expect 14 "name other classes with --classes" "$tool" dataset panoptic own
expect 0 "" "$tool" dataset panoptic own --classes classes.json
check "$python" "$tests/own_classes.py" check own
echo '[]' >no-classes.json
expect 7 "no-classes.json: there are 0 classes" "$tool" dataset panoptic own --classes no-classes.json

. "$tests/eval.sh"

# The comparisons notice what they are for.
cp -r hard/ours spoilt
"$python" "$tests/spoil.py" spoilt/cityscapes_panoptic_val.json
expect 1 "" "$python" "$tests/compare_conversion.py" hard/official/cityscapes_panoptic_val.json \
    spoilt/cityscapes_panoptic_val.json
check grep -q "chequered.*other pixels" out
check grep -q "area: " out

expect 1 "" env TOOL="$tool" "$python" "$tests/compare_scores.py" "$tests/wrong_tool.py" other/truth.json \
    other/prediction.json
check grep -q "^\.per_class\.3\.sq: " out
check grep -q "^image 5: \.per_class\.3\.sq: " out

. "$tests/errors.sh"

echo "agreement with cityscapesScripts: $passed passed, $failed failed"
[ $failed -eq 0 ]
