# `pansecb eval` against the official numbers of the predictions that it writes. To be sourced by run.sh.
# Classes that the model does not have are void to eval: so they are in these labels.

model=$tests/../../Examples/data/camvid.pansecb
expect 0 "" "$tool" info "$model" --json
known=$("$python" -c 'import json; print(",".join(str(c["id"]) for c in json.load(open("out"))["classes"]))')
check "$python" "$tests/known_labels.py" streets known "$known"
expect 0 "" "$tool" dataset panoptic known

# evaluated NAME OPTION...
evaluated() {
    local name=$1
    shift
    expect 0 "" "$tool" eval --model "$model" --data known --output "$name" --json "$@"
    cp out "$name.json"
    mkdir -p "$name/official"
    check "$venv/bin/csCreatePanopticImgs" --dataset-folder "$name/instanceIds" --output-folder "$name/official" \
        --set-names val
    expect 0 "" "$tool" dataset panoptic "$name/instanceIds" --output "$name"
    agree "$name" "$python" "$tests/compare_conversion.py" "$name/official/$annotations" "$name/$annotations"
    check env CITYSCAPES_DATASET=known CITYSCAPES_RESULTS="$name/labelIds" CITYSCAPES_EXPORT_DIR="$name" \
        "$venv/bin/csEvalPixelLevelSemanticLabeling"
    # eval itself has no average precision; here only that its objects are read.
    agree "$name" env CITYSCAPES_DATASET=known CITYSCAPES_RESULTS="$name/instances" "$python" "$tests/read_objects.py"
    agree "$name" "$python" "$tests/compare_eval.py" "$tool" "$name.json" "known/gtFine/$annotations" \
        "$name/$annotations" "$name/resultPixelLevelSemanticLabeling.json"
}

annotations=cityscapes_panoptic_val.json
evaluated eval
evaluated eval-of-labels --oracle semantic --oracle seed --oracle offset
