#!/bin/sh
# Times the library beside ONNX Runtime, OpenVINO, LiteRT, MNN and PyTorch: Benchmarks/peers/peers.py, whose options may
# follow. Builds library and tool, and sets up a virtual environment; TORCH names another package or wheel of torch to
# install.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
venv="$top/build/venv-peers"
"$top/scripts/build-library.sh" >/dev/null
swift build -c release --package-path "$top" --product pansecb >/dev/null
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import torch, onnx, safetensors, PIL' 2>/dev/null; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install -q "${TORCH:-torch}" numpy onnx pillow safetensors
fi
# The engines, each with what converts a network for it. One that can't be installed is left out; what is there is not
# asked for again.
for packages in onnxruntime openvino nncf "ai-edge-litert litert-torch" MNN; do
    # shellcheck disable=SC2086
    "$venv/bin/pip" install -q --retries 1 $packages || echo "cannot install $packages" >&2
done
exec "$venv/bin/python" "$top/Benchmarks/peers/peers.py" "$@"
