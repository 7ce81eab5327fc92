#!/bin/sh
# Times a training step beside PyTorch's: Benchmarks/training/step.py, whose options may follow. Sets up a virtual
# environment; TORCH names another package or wheel of torch to install.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
venv="$top/build/venv-peers"
swift build -c release --package-path "$top" --product trainstep >/dev/null
if ! "$venv/bin/python" -c 'import torch' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install -q "${TORCH:-torch}" numpy
fi
exec "$venv/bin/python" "$top/Benchmarks/training/step.py" "$@"
