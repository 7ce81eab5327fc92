#!/bin/bash
# Training from the command line: two minutes on made-up scenes learn something, an interrupted run goes on exactly,
# checkpoints convert and go to PyTorch's names, and bad input is named.
set -u
. "$(dirname "$(realpath "$0")")/expect.sh"
tool=$(realpath "${1:-.build/release/pansecb}")
training=$(realpath "$(dirname "$0")/../../Examples/training")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
expect 0 "" "$tool" dataset synth --output streets --train 48 --val 6 --size 128x256
train() { "$tool" train "$training/synthetic-quick.yaml" --set data=streets "$@"; }

# The loss falls, and more of the pixels are right than chance would have it.
expect 0 "complete" train --set output=quick --json
check python3 - out <<'PYTHON'
import json, sys
epochs = [json.loads(line) for line in open(sys.argv[1])]
first, last = epochs[0], epochs[-1]
assert len(epochs) == 24
assert last["loss"] < 0.6 * first["loss"], (first["loss"], last["loss"])
assert last["gaussianIoU"] > 0.25 and last["miou"] > 0.06, last
PYTHON
tail -1 out
check test -s quick/best.safetensors -a -s quick/last.safetensors -a -s quick/configuration.json
check test "$(wc -l <quick/log.csv)" -eq 25
check ls quick/events.out.tfevents.*
expect 0 "" "$tool" convert quick/best.safetensors --output quick.pansecb --half --min-pixels 40
expect 0 "" "$tool" run --model quick.pansecb streets/leftImg8bit/val/synth/synth_000000_leftImg8bit.png \
    --output results
expect 0 "" "$tool" export quick/best.safetensors --output weights.safetensors
expect 0 "" "$tool" convert weights.safetensors --output again.pansecb --half --min-pixels 40
check cmp quick.pansecb again.pansecb

# Interrupted within an epoch, it goes on to the same weights, and the log is that of one run.
small() {
    "$tool" train "$training/synthetic-quick.yaml" --set data=streets --set epochs=2 --set validation.every=2 \
        --set "train=[{split: val, samples: 16}]" "$@"
}
expect 0 "complete" small --set output=whole
"$tool" train "$training/synthetic-quick.yaml" --set data=streets --set epochs=2 --set validation.every=2 \
    --set "train=[{split: val, samples: 16}]" \
    --set output=pieces >out 2>err &
for _ in $(seq 100); do
    grep -q "epoch 1" err && break
    sleep 0.1
done
kill -INT $!
wait $!
if [ $? -eq 130 ] && grep -q "resume" err; then pass; else fail "interruption: $(tail -c 300 err)"; fi
expect 0 "complete" small --set output=pieces --resume
check python3 - whole/last.safetensors pieces/last.safetensors <<'PYTHON'
import json, sys
def tensors(file):
    data = open(file, "rb").read()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__")
    return {name: data[8 + size + e["data_offsets"][0]:8 + size + e["data_offsets"][1]] for name, e in header.items()}
whole, pieces = map(tensors, sys.argv[1:])
assert len(whole) > 500 and whole == pieces
PYTHON
check cmp <(cut -d, -f1-17 whole/log.csv) <(cut -d, -f1-17 pieces/log.csv)

# A disk that takes no checkpoint, here by a limit on the size of files: what was good stays, and it goes on from there.
expect 0 "complete" small --set output=full --set epochs=1 --set validation.every=1
cp full/last.safetensors good.safetensors
small_files() (ulimit -f 20000 && "$@")
expect 9 "safetensors: the file cannot be written" \
    small_files "$tool" train "$training/synthetic-quick.yaml" --set data=streets --set epochs=2 \
    --set validation.every=1 \
    --set "train=[{split: val, samples: 16}]" --set output=full --resume
check cmp full/last.safetensors good.safetensors
check test -z "$(find full -name '.*' -type f)"
expect 0 "complete" small --set output=full --set validation.every=1 --resume

# Less memory than a step needs.
little_memory() (ulimit -v 1500000 && "$@")
expect 11 "batch" \
    little_memory "$tool" train "$training/synthetic-quick.yaml" --set data=streets --set batch=16 --set crop=512x512 \
    --set output=large \
    --set threads=1

# Bad input.
expect 13 "resume" small --set output=whole
expect 2 "nothing/last.safetensors" small --set output=nothing --resume
expect 6 "learning_rate" small --set output=whole --set learning_rate=1e-5 --resume
expect 13 "there is no setting epoch" small --set output=x --set epoch=3
expect 2 "nothing.yaml" "$tool" train nothing.yaml
expect 2 "nowhere" small --set output=x --set data=nowhere
expect 6 "quick.pansecb" small --set output=x --set start=quick.pansecb
cp -r streets broken
head -c 3000 streets/leftImg8bit/val/synth/synth_000003_leftImg8bit.png \
    >broken/leftImg8bit/val/synth/synth_000003_leftImg8bit.png
expect 4 "synth_000003" small --set output=y --set data=broken --set loss.weights=cityscapes-crops

echo "training: $passed passed, $failed failed"
[ $failed -eq 0 ]
