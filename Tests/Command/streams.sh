#!/bin/bash
# Standard streams that take nothing: full, closed, or with a reader that has left. No command traps; a result that
# was lost ends a success with 9, a failure keeps its code, lost progress and remarks change nothing; and no text of a
# stream lands in a file.
set -u
. "$(dirname "$(realpath "$0")")/expect.sh"
export tool=$(realpath "${1:-.build/release/pansecb}")
data=$(realpath "$(dirname "$0")/../../Examples/data")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export model=$data/streets.pansecb photo=$data/dashcam.jpg panoptic=streets/gtFine/cityscapes_panoptic_val.json

# ends CODE COMMAND: what the shell gets of it, redirections included.
ends() {
    bash -c "$2" >out 2>err
    local got=$?
    if [ $got -eq "$1" ]; then pass; else fail "exit $got, wanted $1: $2"; fi
}

# Standard output is a pipe whose reader has gone.
without_reader() {
    python3 -c '
import os, subprocess, sys
reader, writer = os.pipe()
os.close(reader)
sys.exit(subprocess.run(sys.argv[1:], stdout=writer).returncode)' bash -c "$1"
}

"$tool" dataset synth --output streets --train 8 --val 2 --size 64x128 --seed 3 >out 2>err
cat >small.yaml <<'YAML'
data: streets
crop: 64x64
batch: 2
epochs: 1
pictures: 0
threads: 1
loss: {weights: cityscapes-crops}
YAML
expect 0 "" "$tool" train small.yaml --set output=trained
expect 0 "" "$tool" dataset panoptic streets --split val

# Every subcommand, in its smallest form; the first ones make room for themselves.
commands=(
    "rm -rf again; \$tool train small.yaml --set output=again"
    "rm -rf more; \$tool dataset synth --output more --train 1 --val 0 --size 64x128"
    "rm -rf cut; \$tool crops streets --size 32 --output cut" "\$tool --help" "\$tool --version" "\$tool run --help"
    "\$tool --generate-completion-script bash" "\$tool info \$model" "\$tool info \$model --json"
    "\$tool run --model \$model \$photo --output results" "\$tool run --model \$model \$photo --output results --json"
    "\$tool forward --model \$model \$photo --output raw.safetensors"
    "\$tool bench --model \$model --size 64x64 --frames 1"
    "\$tool eval --model \$model --data streets" "\$tool dataset check streets --split val"
    "\$tool dataset panoptic streets --split val"
    "\$tool dataset import coco-panoptic --labels \$panoptic --images streets/leftImg8bit/val --output mine --split val"
    "\$tool pq --ground-truth \$panoptic --prediction \$panoptic"
    "\$tool convert trained/last.safetensors --output trained.pansecb"
    "\$tool export trained/last.safetensors --output weights.safetensors"
    "\$tool export \$model --output model.onnx"
)
for command in "${commands[@]}"; do
    ends 0 "$command"
    check test -s out
    for streams in ">/dev/full" ">/dev/full 2>/dev/full" ">&-" "<&- >&- 2>&-"; do ends 9 "$command $streams"; done
    for streams in "2>/dev/full" "2>&-" "<&-" "<&- 2>&-"; do ends 0 "$command $streams"; done
    expect 9 "" without_reader "$command"
    check test -z "$(grep pansecb: err)"
done
expect 9 "standard output: No space left" bash -c "\$tool info \$model >/dev/full"

# A failure keeps its code.
for streams in "" ">/dev/full" "2>/dev/full" ">/dev/full 2>/dev/full" ">&-" "2>&-" "<&- >&- 2>&-"; do
    ends 2 "\$tool info nothing.pansecb $streams"
    ends 2 "\$tool run --model \$model nothing.jpg --output results $streams"
    ends 2 "\$tool train nothing.yaml $streams"
    ends 64 "\$tool nonsense $streams"
done
# A picture that fails among good ones: the others are done, and 2 tells of it.
mkdir frames && cp "$photo" frames/a.jpg && : >frames/b.jpg && cp "$photo" frames/c.jpg
for streams in "2>/dev/full" "2>&-" ">&- 2>&-"; do
    rm -rf many
    ends 3 "\$tool run --model \$model frames --output many $streams"
    check test -s many/a_segments.json -a -s many/c_segments.json
done
# A closed standard input is one that cannot be read.
ends 2 "\$tool run --model \$model - --output results <&-"

# A training without streams runs to its end, its log is sound, and it can be gone on with.
for streams in "2>/dev/full" "2>&-" ">&-" ">&- 2>&-" "<&- >&- 2>&-" ">/dev/full 2>/dev/full"; do
    rm -rf again
    bash -c "\$tool train small.yaml --set output=again --set epochs=2 $streams" 2>err >out
    check test "$(wc -l <again/log.csv)" -eq 3
    check test -z "$(cut -d, -f2 again/log.csv | tr '\n' ' ' | sed 's/^epoch 1 2 $//')"
    expect 0 "complete" "$tool" train small.yaml --set output=again --set epochs=3 --resume
    check test "$(wc -l <again/log.csv)" -eq 4
done

# Lines come into pipes and files when they are said, not at the end.
"$tool" train small.yaml --set output=long --set epochs=5000 >lines 2>err &
training=$!
for _ in $(seq 200); do
    [ -s lines ] && break
    sleep 0.1
done
check grep -q "^epoch 1: .*; [0-9]* s, .* left$" lines
check kill -INT "$training"
wait "$training"
check test $? -eq 130

echo "standard streams: $passed passed, $failed failed"
[ $failed -eq 0 ]
