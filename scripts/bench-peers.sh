#!/bin/sh
# Times the library beside ONNX Runtime, OpenVINO and PyTorch: Benchmarks/peers/peers.py, whose options may follow. Builds library
# and tool, and sets up a virtual environment; TORCH names another package or wheel of torch to install.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
venv="$top/build/venv-peers"
"$top/scripts/build-library.sh" >/dev/null
swift build -c release --package-path "$top" --product pansecb >/dev/null
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import torch, onnx, onnxruntime, openvino, safetensors, PIL' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install -q "${TORCH:-torch}" numpy onnx onnxruntime openvino pillow safetensors
fi
exec "$venv/bin/python" "$top/Benchmarks/peers/peers.py" "$@"
