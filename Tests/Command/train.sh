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
# Only the trained size gets lost on the way: a checkpoint tells it, and the pictures were of 128x256.
expect 0 "" "$tool" convert weights.safetensors --output again.pansecb --half --min-pixels 40 --trained-size 128x256
check cmp quick.pansecb again.pansecb

# A narrow network learns from the wide one, also what it says of pictures without labels.
mkdir -p streets/leftImg8bit/more/synth
cp streets/leftImg8bit/val/synth/synth_00000[0-3]* streets/leftImg8bit/more/synth
taught() {
    train --set teacher=quick.pansecb --set network.width=0.5 --set epochs=1 --set best=miou \
        --set "train=[{split: val, samples: 4}, {split: more, labels: false}]" "$@"
}
expect 0 "complete" taught --set output=taught --json
check python3 - out <<'PYTHON'
import json, math, sys
epoch, = map(json.loads, open(sys.argv[1]))
assert math.isfinite(epoch["loss"]) and epoch["updates"] == 2, epoch
PYTHON
expect 0 "complete" taught --set output=taught-again --set threads=1
expect 0 "complete" taught --set output=untaught --set loss.teacher=0
for run in taught taught-again untaught; do
    expect 0 "" "$tool" export $run/best.safetensors --output $run.safetensors
done
check cmp taught.safetensors taught-again.safetensors
if cmp -s taught.safetensors untaught.safetensors; then fail "the teacher's share changes nothing"; else pass; fi
expect 13 "pictures without labels need a teacher" train --set "train=[{split: more, labels: false}]"
expect 2 "teacher" taught --set teacher=none.pansecb --set output=no-teacher
expect 13 "does not know class" taught --set "teacher=$training/../data/streets.pansecb" --set output=other-teacher
expect 2 "no such folder" taught --set "train=[{split: absent, labels: false}]" --set output=absent

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

# The other networks, and a narrow one: a few steps each, checkpoints that convert with their classes, logs of what
# there is.
# usage: other NAME NETWORK COLUMNS SETTINGS...; COLUMNS are those of the log that depend on the network
other() {
    name=$1 network=$2 columns=$3
    shift 3
    expect 0 "complete" small --set "output=$name" --set epochs=1 "$@"
    mv err "$name/said"
    check test "$(head -1 "$name/log.csv")" = "step,epoch,learning_rate,loss,$columns,seconds"
    check test "$(tail -1 "$name/log.csv" | tr -dc , | wc -c)" -eq "$(head -1 "$name/log.csv" | tr -dc , | wc -c)"
    expect 0 "" "$tool" convert "$name/best.safetensors" --output "$name.pansecb" --min-pixels 40
    check grep -qF "network: $network" out
    expect 0 "" "$tool" run --model "$name.pansecb" --output "$name-results" \
        streets/leftImg8bit/val/synth/synth_000000_leftImg8bit.png
    expect 0 "" "$tool" export "$name/best.safetensors" --output "$name-weights.safetensors"
    expect 0 "" "$tool" convert "$name-weights.safetensors" --output again.pansecb --min-pixels 40 \
        --trained-size 128x256
    check cmp "$name.pansecb" again.pansecb
    expect 0 "" "$tool" info "$name.pansecb"
    check grep -qF "$network" out
}
embedding=lovasz,variance,seed,iou val_embedding=val_lovasz,val_variance,val_seed,gaussian_iou
other half "Pan-SECB of width 0.5, 13 semantic channels" \
    "semantic,$embedding,val_loss,val_semantic,$val_embedding,miou,pq" --set network.width=0.5
expect 0 "" "$tool" info half.pansecb --json
check grep -q '"width" *: *0.5' out
other branched "BranchedERFNet, 1 sigma, 8 things" "$embedding,val_loss,$val_embedding,pq" \
    --set network.architecture=branched-erfnet --set best=gaussian_iou
check grep -q "BranchedERFNet finds 8 things; stuff is left out: road, " branched/said
other erfnet "ERFNet, 20 semantic channels" semantic,val_loss,val_semantic,miou \
    --set network.architecture=erfnet --set validation.pq=false
# The recipes for them, on made-up scenes: cars are cut, the network learns them, then goes on with whole pictures.
recipe() {
    "$tool" train "$training/$1.yaml" --set data=streets --set epochs=1 --set batch=4 --set accumulate=1 \
        --set validation.images=2 "${@:2}"
}
scenes="train=[{split: val, samples: 8}]"
expect 0 "" "$tool" crops streets --split val --size 64 --classes "$training/cityscapes-cars.json"
expect 0 "complete" recipe cityscapes-branched --set crop=64x64 --set output=cars \
    --set "train=[{split: crops_26, samples: 8}]"
expect 0 "taken: encoder, instance decoder, seed decoder" recipe cityscapes-branched --set output=cars-fine \
    --set start=cars/last.safetensors --set "$scenes" --set crop=128x192 --set learning_rate=5e-5 \
    --set freeze_statistics=true
expect 0 "complete" recipe cityscapes-erfnet --set "$scenes" --set crop=64x128 --set output=recipe
for name in cars-fine recipe; do
    expect 0 "" "$tool" convert $name/best.safetensors --output $name.pansecb
    expect 0 "" "$tool" run --model $name.pansecb --output $name-results \
        streets/leftImg8bit/val/synth/synth_000000_leftImg8bit.png
done
expect 0 "" "$tool" info cars-fine.pansecb
check grep -q "BranchedERFNet, 1 sigma, 1 thing" out
check grep -q "^ *26 .* car$" out
expect 13 "no gaussian_iou of ERFNet" small --set output=x --set network.architecture=erfnet \
    --set validation.pq=false --set best=gaussian_iou
expect 13 "network.width must be" small --set output=x --set network.width=0.3
expect 6 "of ERFNet" small --set output=erfnet --set network.width=0.5 --resume
expect 6 "of width 0.5" small --set output=x --set start=half/last.safetensors
expect 5 "tensor.dequantize()" small --set output=x \
    --set "start=$training/../../Tests/Tools/Checkpoints/Fixtures/quantised_zip.pth"

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
expect 13 "--set epochs=1.5: epochs must be a whole number from 1 to 100000, not 1.5" small --set epochs=1.5
expect 13 "synthetic-quick.yaml with --set: best: pq needs" small --set best=pq --set validation.pq=false
expect 13 "loss.balance must be a number above 1" small --set loss.balance=1

# A weight file, and a network with other parts, as a start: what was taken is said, and nothing without validation is
# called the best. The data folder of the environment is written down. It goes on without the file to start from.
cp quick.pansecb start.pansecb
started() {
    CITYSCAPES_DIR=streets "$tool" train "$training/synthetic-quick.yaml" --set "train=[{split: val, samples: 16}]" \
        --set output=started --set validation.every=0 --set start=start.pansecb "$@"
}
expect 0 "complete; the last checkpoint is $(realpath .)/started/last.safetensors" started --set epochs=1
check grep -qF "taken: encoder, semantic decoder, instance decoder, head of classes, head of offsets and sigmas" err
check grep -qF "\"data\" : \"$(realpath streets)\"" started/configuration.json
check test ! -e started/best.safetensors
rm start.pansecb
expect 0 "complete; the last checkpoint is" started --set epochs=2 --resume
cp -r streets fewer
rm fewer/*/val/synth/synth_000005_*
expect 6 "split val had 6 samples and now has 5" started --set epochs=3 --set data=fewer --resume
expect 0 "taken: encoder, semantic decoder (from the file's seed decoder), instance decoder" small --set epochs=1 \
    --set output=seeded --set start=branched/best.safetensors

# A learning rate that no network bears.
expect 15 "A smaller learning_rate" "$tool" train "$training/synthetic-quick.yaml" --set data=streets --set batch=2 \
    --set output=diverged --set learning_rate=0.3 --set epochs=12 --set crop=64x96 --set validation.every=1 \
    --set validation.pq=false --set "augmentation.scale=[0.4, 0.6]" --set best=gaussian_iou
cp -r streets broken
head -c 3000 streets/leftImg8bit/val/synth/synth_000003_leftImg8bit.png \
    >broken/leftImg8bit/val/synth/synth_000003_leftImg8bit.png
expect 4 "synth_000003" small --set output=y --set data=broken --set loss.weights=cityscapes-crops

echo "training: $passed passed, $failed failed"
[ $failed -eq 0 ]
