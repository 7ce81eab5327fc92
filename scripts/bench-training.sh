#!/bin/sh
# Times a training step beside PyTorch's: bench-training.sh [BENCH] [OPTIONS], where BENCH is step (default) or ranks, a
# script of Benchmarks/training with its options. Sets up a virtual environment; TORCH names another package or wheel of
# torch to install.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
venv="$top/build/venv-peers"
bench=step
case "${1:-}" in
    step | ranks)
        bench=$1
        shift
        ;;
esac
swift build -c release --package-path "$top" --product trainstep >/dev/null
if ! "$venv/bin/python" -c 'import torch' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install -q "${TORCH:-torch}" numpy
fi
exec "$venv/bin/python" "$top/Benchmarks/training/$bench.py" "$@"
