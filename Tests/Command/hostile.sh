#!/bin/bash
# Files that nobody should trust, and memory that is short: an exit code and a text with the file's name, never a
# trap, a wait without end or a full memory; what was there stays.
set -u
. "$(dirname "$(realpath "$0")")/expect.sh"
tool=$(realpath "${1:-.build/release/pansecb}")
data=$(realpath "$(dirname "$0")/../../Examples/data")
make=$(realpath "$(dirname "$0")/hostile.py")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
model=$data/streets.pansecb photo=$data/dashcam.jpg

# In 3 GB and 30 s.
limited() (ulimit -v "${memory:-3000000}" && timeout 30 "$@")

"$tool" dataset synth --output streets --train 8 --val 2 --size 64x128 --seed 3 >out 2>err
cat >small.yaml <<'YAML'
data: streets
crop: 64x64
batch: 2
epochs: 2
pictures: 0
threads: 1
loss: {weights: cityscapes-crops}
YAML
train() { limited "$tool" train small.yaml --set output="$1" "${@:2}"; }
expect 0 "" train trained
expect 0 "" "$tool" convert trained/last.safetensors --output good.pansecb

# The classes in a training's checkpoint have the checks of a file of classes, and the model that was there stays.
for change in 'p["classes"][0]["color"] = [1, 2]' 'p["classes"][0]["color"] = [1, 2, 300]' \
    'p["classes"][0]["id"] = -1' 'p["classes"][0]["id"] = 0' 'p["classes"][0]["id"] = 5000000' \
    'p["classes"][0]["id"] = 2**32' 'p["classes"][0]["id"] = 2**40' 'p["classes"][0]["id"] = 8' \
    'p["classes"][0]["name"] = 300 * "x"' 'p["classes"] = []' 'p["classes"] = p["classes"][:3]' \
    'p["classes"] = 20 * p["classes"]' '[c.update(thing=True) for c in p["classes"]]' 'p.pop("classes")'; do
    python3 "$make" progress trained/last.safetensors changed.safetensors "$change"
    cp good.pansecb kept.pansecb
    expect 7 "changed.safetensors" limited "$tool" convert changed.safetensors --output kept.pansecb
    check cmp good.pansecb kept.pansecb
done

# Numbers of a state that no training can have.
for change in 'p["epoch"] = -1' 'p["epoch"] = 2**62' 'p["epoch"] = 2**63 - 1' 'p["epoch"] = -2**63' \
    'p["epoch"] = 1' 'p["step"] = -1' 'p["step"] = 5' 'p["step"] = 2**31' 'p["step"] = 2**62' 'p["step"] = 2**63 - 1' \
    'p["updates"] = 2**63 - 1' 'p["updates"] = 7' 'p["sums"] = []' 'p["sums"] = [1]' 'p["bestEpoch"] = -2**63'; do
    rm -rf changed && cp -r trained changed
    python3 "$make" progress trained/last.safetensors changed/last.safetensors "$change"
    expect 6 "changed/last.safetensors" train changed --set epochs=3 --resume
done

# A data set that shrank.
cp -r streets shrunk
"$tool" train small.yaml --set output=shrinking --set data=shrunk --set epochs=1000 >out 2>err &
training=$!
for _ in $(seq 200); do
    [ -s out ] && break
    sleep 0.05
done
kill -INT $training
wait $training
rm shrunk/*/train/synth/synth_00000[3-7]*
expect 6 "data set" train shrinking --set data=shrunk --set epochs=1000 --resume

# Killed after the first line of the log, a training can be gone on with, and its log is that of one run.
"$tool" train small.yaml --set output=killed >out 2>err &
training=$!
for _ in $(seq 2000); do
    [ -s killed/log.csv ] && [ "$(wc -l <killed/log.csv)" -ge 2 ] && break
    sleep 0.005
done
kill -KILL $training
wait $training 2>err
expect 0 "complete" train killed --resume
check cmp <(cut -d, -f1-17 trained/log.csv) <(cut -d, -f1-17 killed/log.csv)

# An event file from the end of time.
cp -r trained late
touch late/events.out.tfevents.9223372036854775807.x
expect 0 "complete" train late --set epochs=3 --resume

# Checkpoints of half a megabyte and of two kilobytes that stand for gigabytes.
python3 "$make" shapes shapes.pth
expect 4 "shapes.pth" limited "$tool" convert shapes.pth --output x.pansecb
python3 "$make" repeated repeated.pth
expect 5 "repeated.pth" limited "$tool" convert trained/last.safetensors --output x.pansecb --check repeated.pth
check test ! -e x.pansecb

# Configurations: names that are no text, aliases, numbers without limit, control characters, depth.
printf '[a]: 1\n' >list.yaml
printf '? {b: c}\n' >map.yaml
python3 "$make" aliases aliases.yaml
printf 'epochs: 3 \033]0;title\a\n' >escape.yaml
python3 -c 'print("epochs: [" + 200000 * "x" + "\n")' >long.yaml
python3 -c 'print(100000 * "[")' >deep.yaml
for file in list map aliases escape long deep; do
    expect 13 "$file.yaml" limited "$tool" train $file.yaml --set output=x
    check test "$(wc -c <err)" -lt 2000
    check test -z "$(tr -d '\n\t -~' <err | tr -d '\200-\377')"
done
for change in 'train=[{split: train, samples: 100000000000}]' \
    'train=[{split: train, samples: 9223372036854775807}, {samples: 1}]' \
    'epochs=.nan' 'epochs=2001-01-01' 'data=&a b'; do
    expect 13 "" train x --set "$change"
done
check test ! -e x

# Texts that do not fit into a weight file, and outputs that are inputs.
expect 64 "--licence" "$tool" convert trained/last.safetensors \
    --output x.pansecb --licence "$(head -c 70000 /dev/zero | tr '\0' a)"
cp "$model" own.pansecb && cp "$photo" own.jpg && ln own.jpg other.jpg
expect 64 "own.pansecb" "$tool" forward --model own.pansecb own.jpg --output own.pansecb
expect 64 "own.jpg" "$tool" forward --model own.pansecb own.jpg --output ./other.jpg
expect 64 "own.pansecb" "$tool" eval --model own.pansecb --data streets --report own.pansecb
expect 64 "last.safetensors" "$tool" export trained/last.safetensors --output trained/last.safetensors
expect 64 "last.safetensors" "$tool" convert trained/last.safetensors --output trained/../trained/last.safetensors
check cmp own.pansecb "$model"
check cmp own.jpg "$photo"

# A picture that needs more memory than there is, and a pipe that nobody writes into: the others are done.
mkdir frames && cp "$photo" frames/a.jpg && cp "$photo" frames/c.jpg
python3 "$make" picture frames/b.png 16384
for memory in 400000 1000000 1500000 2000000; do
    rm -rf results
    expect 11 "frames/b.png" limited "$tool" run --model "$model" frames --output results --threads 1
    check test -s results/a_segments.json -a -s results/c_segments.json
done
memory=
rm frames/b.png && mkfifo frames/b.png
rm -rf results
expect 2 "frames/b.png" limited "$tool" run --model "$model" frames --output results
check test -s results/a_segments.json -a -s results/c_segments.json
label=streets/gtFine/val/synth/synth_000000_gtFine_instanceIds.png
rm $label && mkfifo $label
expect 14 "synth_000000" limited "$tool" dataset check streets --split val
expect 0 "" "$tool" run --model "$model" <(cat "$photo") --output results

echo "hostile files: $passed passed, $failed failed"
[ $failed -eq 0 ]
