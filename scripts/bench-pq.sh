#!/bin/sh
# Times `pansecb pq` beside csEvalPanopticSemanticLabeling on the same files: Benchmarks/pq/pq.py, whose options may
# follow. PAIRS (50) drawn streets of 1024x2048 and disturbed predictions are made below build and kept. Sets up a
# virtual environment.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
tool="$top/.build/release/pansecb"
pairs=${PAIRS:-50}
data="$top/build/bench-pq/$pairs"
swift build -c release --package-path "$top" --product pansecb >/dev/null
venv=$("$top/scripts/venv-cityscapes.sh" "$top/build")
"$tool" dataset synth --output "$data" --train 0 --val "$pairs" --size 1024x2048
"$tool" dataset panoptic "$data" --split val
[ -e "$data/prediction.json" ] \
    || PYTHONDONTWRITEBYTECODE=1 "$venv/bin/python" "$top/Tests/Agreement/disturbed.py" "$data" "$data/prediction.json"
exec "$venv/bin/python" "$top/Benchmarks/pq/pq.py" "$tool" "$data/gtFine/cityscapes_panoptic_val.json" \
    "$data/prediction.json" "$@"
