# `pansecb eval` against the official numbers of the predictions that it writes. To be sourced by run.sh.
# Classes that the model does not have are void to eval: so they are in these labels.

model=$tests/../../Examples/data/streets.pansecb
expect 0 "" "$tool" info "$model" --json
known=$("$python" -c 'import json; print(",".join(str(c["id"]) for c in json.load(open("out"))["classes"]))')
check "$python" "$tests/known_labels.py" streets known "$known"
expect 0 "" "$tool" dataset panoptic known

# evaluated NAME MODEL DATA OPTION...
evaluated() {
    local name=$1 model=$2 data=$3
    shift 3
    expect 0 "" "$tool" eval --model "$model" --data "$data" --output "$name" --json "$@"
    cp out "$name.json"
    mkdir -p "$name/official"
    check "$venv/bin/csCreatePanopticImgs" --dataset-folder "$name/instanceIds" --output-folder "$name/official" \
        --set-names val
    expect 0 "" "$tool" dataset panoptic "$name/instanceIds" --output "$name"
    agree "$name" "$python" "$tests/compare_conversion.py" "$name/official/$annotations" "$name/$annotations"
    check env CITYSCAPES_DATASET="$data" CITYSCAPES_RESULTS="$name/labelIds" CITYSCAPES_EXPORT_DIR="$name" \
        "$venv/bin/csEvalPixelLevelSemanticLabeling"
    # eval itself has no average precision; here only that its objects are read.
    agree "$name" env CITYSCAPES_DATASET="$data" CITYSCAPES_RESULTS="$name/instances" "$python" "$tests/read_objects.py"
    agree "$name" "$python" "$tests/compare_eval.py" "$tool" "$name.json" "$data/gtFine/$annotations" \
        "$name/$annotations" "$name/resultPixelLevelSemanticLabeling.json"
}

annotations=cityscapes_panoptic_val.json
evaluated eval "$model" known
evaluated eval-at-size "$model" known --size image
evaluated eval-of-labels "$model" known --oracle semantic --oracle seed --oracle offset

# A network that tells no objects apart: all pixels of a thing are one segment with a bare id, which are things all the
# same; in the truth bare ids are crowds.
cat >erfnet.yaml <<'EOF'
{network: {architecture: erfnet, width: 0.25}, data: streets, train: [{split: val, samples: 4}], epochs: 1, batch: 4,
 crop: 64x64, validation: {every: 0}, output: erfnet}
EOF
expect 0 "" "$tool" train erfnet.yaml
expect 0 "" "$tool" convert erfnet/last.safetensors --output erfnet.pansecb
known=7,8,11,12,13,17,19,20,21,22,23,24,25,26,27,28,31,32,33
check "$python" "$tests/known_labels.py" streets crowds "$known" crowds
expect 0 "" "$tool" dataset panoptic crowds
evaluated erfnet-eval erfnet.pansecb crowds
evaluated erfnet-of-labels erfnet.pansecb crowds --oracle semantic
# The case is what it is meant to be: crowds in the truth, things that are found by chance, others that are missed.
cat >is_hard.py <<'EOF'
import json
truth = json.load(open("crowds/gtFine/cityscapes_panoptic_val.json"))
assert sum(s["iscrowd"] for a in truth["annotations"] for s in a["segments_info"]) > 5
result = json.load(open("erfnet-of-labels.json"))
assert not result["tellsObjectsApart"] and result["things"]["classes"] > 3 and 0 < result["things"]["pq"] < 1
assert result["stuff"]["pq"] == 1 and any(c["truePositives"] for c in result["classes"] if c["thing"])
EOF
agree "crowds" "$python" is_hard.py
