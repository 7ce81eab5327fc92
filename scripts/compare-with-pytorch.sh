#!/bin/sh
# Networks with random weights, saved by PyTorch in each of its formats, converted and run: outputs and panoptic maps
# against PyTorch's. Sets up a virtual environment; TORCH names another package or wheel of torch to install.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
venv="$top/build/venv"
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import torch, safetensors, PIL' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install -q "${TORCH:-torch}" numpy pillow safetensors
fi
exec "$venv/bin/python" "$top/Tests/Golden/make/compare_with_pytorch.py" "$@"
