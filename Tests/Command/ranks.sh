#!/bin/bash
# Several processes under mpirun: two and three ranks find what one process finds, in eval, run and train; a rank that
# is lost leaves a checkpoint from which one process goes on to the same weights.
set -u
. "$(dirname "$(realpath "$0")")/expect.sh"
tool=$(realpath "${1:-.build/release/pansecb}")
examples=$(realpath "$(dirname "$0")/../../Examples")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
# Tests may run as root, and with more ranks than processors.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
ranks() { local n=$1; shift; mpirun --oversubscribe -n "$n" "$tool" "$@"; }

expect 0 "" "$tool" dataset synth --output streets --train 12 --val 5 --size 64x96
model=$examples/data/streets.pansecb

# The same numbers but for times.
cat >same.py <<'PYTHON'
import json, sys
def read(name):
    def without_times(x):
        if isinstance(x, dict):
            return {k: without_times(v) for k, v in x.items() if k != "milliseconds"}
        return [without_times(v) for v in x] if isinstance(x, list) else x
    return without_times(json.load(open(name)))
first, second = map(read, sys.argv[1:])
assert first and first == second, (first, second)
PYTHON
expect 0 "" "$tool" eval --model "$model" --data streets --threads 1 --search --json
mv out one.json
for n in 2 3; do
    expect 0 "" ranks $n eval --model "$model" --data streets --threads 1 --search --json
    mv out several.json
    check python3 same.py one.json several.json
done
# More ranks than pictures.
expect 0 "" "$tool" eval --model "$model" --data streets --threads 1 --images 2 --json
mv out one.json
expect 0 "" ranks 3 eval --model "$model" --data streets --threads 1 --images 2 --json
mv out several.json
check python3 same.py one.json several.json

pictures=streets/leftImg8bit/val/synth
expect 0 "" "$tool" run --model "$model" $pictures --output one --threads 1 --json
mv out one.json
expect 0 "" ranks 2 run --model "$model" $pictures --output two --threads 1 --json
mv out several.json
check python3 same.py one.json several.json
for file in one/*.png; do check cmp "$file" "two/${file#one/}"; done
check test "$(ls one | wc -l)" -eq "$(ls two | wc -l)"
# A bad picture does not end the work of the others.
cp -r $pictures bad
head -c 100 $pictures/synth_000000_leftImg8bit.png >bad/synth_000000_leftImg8bit.png
expect 4 "synth_000000" ranks 2 run --model "$model" bad --output three --threads 1
check test "$(ls three/*.png | wc -l)" -eq "$(($(ls one/*.png | wc -l) * 4 / 5))"
expect 64 "stream" ranks 2 run --model "$model" - --output frames

# Training: the batches of a step are shared, to the bit.
train() {
    echo train "$examples/training/synthetic-quick.yaml" --set data=streets --set crop=64x96 --set batch=2 \
        --set accumulate=6 --set epochs=2 --set threads=1 --set validation.every=2 --set average=0.9 \
        --set dropout=true --set "train=[train]" "$@"
}
weights() {
    expect 0 "" "$tool" export "$1/last.safetensors" --output "$1.safetensors"
}
expect 0 "complete" "$tool" $(train --set output=alone)
weights alone
for n in 2 3; do
    expect 0 "complete" ranks $n $(train --set output=ranks$n)
    # Only the first rank speaks.
    check test "$(grep -c "^epoch [12]: " out)" -eq 2
    weights ranks$n
    check cmp alone.safetensors ranks$n.safetensors
    check cmp <(cut -d, -f1-12 alone/log.csv) <(cut -d, -f1-12 ranks$n/log.csv)
done
expect 13 "accumulate" ranks 4 $(train --set output=four)

# The samples of a batch are shared: the same but for rounding, with the statistics of the whole batch.
samples() { train --set share=samples --set batch=6 --set accumulate=1 --set epochs=1 "$@"; }
expect 0 "complete" "$tool" $(samples --set output=batch)
expect 0 "complete" ranks 2 $(samples --set output=shared2)
expect 0 "complete" ranks 3 $(samples --set output=shared3)
cat >near.py <<'PYTHON'
import csv, sys
def rows(name):
    return [{k: float(v) for k, v in row.items() if v and k not in ("seconds",)} for row in csv.DictReader(open(name))]
one, several = rows(sys.argv[1]), rows(sys.argv[2])
assert len(one) == len(several) == 1
for key in ("loss", "semantic", "lovasz", "seed", "iou"):
    difference = abs(one[0][key] - several[0][key]) / max(abs(one[0][key]), 1e-3)
    assert difference < 1e-3, (key, one[0][key], several[0][key])
PYTHON
check python3 near.py batch/log.csv shared2/log.csv
check python3 near.py batch/log.csv shared3/log.csv
expect 13 "batch" ranks 4 $(samples --set output=four)

# A lost rank ends the run with a checkpoint, from which one process goes on to the same weights.
long() { train --set epochs=60 --set validation.every=60 "$@"; }
lost=lost$$   # a name that no other process has
ranks 2 $(long --set output=$lost) >out 2>err &
for _ in $(seq 300); do
    [ -s $lost/log.csv ] && [ "$(wc -l <$lost/log.csv)" -ge 3 ] && break
    sleep 0.1
done
pkill -KILL -n -f "output=$lost" || fail "there is no rank to kill"
wait $!
if [ $? -ne 0 ]; then pass; else fail "mpirun does not tell that a rank is lost"; fi
check test -s $lost/last.safetensors
check test "$(wc -l <$lost/log.csv)" -lt 60
expect 0 "complete" "$tool" $(long --set output=$lost) --resume
expect 0 "complete" "$tool" $(long --set output=whole)
weights $lost
weights whole
check cmp $lost.safetensors whole.safetensors

echo "ranks: $passed passed, $failed failed"
[ $failed -eq 0 ]
