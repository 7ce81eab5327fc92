#!/bin/sh
# Networks that `pansecb export` writes as ONNX, checked by the onnx package and run by ONNX Runtime and OpenVINO, in a
# virtual environment below BUILD_DIR:
#
#     Tests/Agreement/onnx/run.sh BUILD_DIR [TOOL]
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 1 ] || { echo "usage: $0 BUILD_DIR [TOOL]" >&2; exit 2; }
tool=$(realpath "${2:-.build/release/pansecb}")
venv="$1/venv-onnx"
if ! "$venv/bin/python" -c 'import onnx, onnxruntime, openvino, PIL, safetensors' 2>/dev/null; then
    mkdir -p "$1"
    python3 -m venv "$venv"
    "$venv/bin/pip" install -q onnx onnxruntime openvino pillow safetensors
fi
venv=$(realpath "$venv")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# The best kernels with a float's full precision: matrix registers have less.
export PANSECB_CPU=avx512 PYTHONDONTWRITEBYTECODE=1
top=$(realpath "$tests/../../..")
"$venv/bin/python" "$tests/agree.py" "$tool" "$top/Examples/data/streets.pansecb" "$top/Examples/data/dashcam.jpg" \
    "$top/docs/converting.md"
echo "ok: exported networks"
