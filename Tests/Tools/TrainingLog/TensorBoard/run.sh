#!/bin/sh
# Event files against TensorBoard's own package, in a virtual environment below BUILD_DIR:
#
#     Tests/Tools/TrainingLog/TensorBoard/run.sh BUILD_DIR [FOLDER_OF_PROGRAMS]
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 1 ] || { echo "usage: $0 BUILD_DIR [FOLDER_OF_PROGRAMS]" >&2; exit 2; }
programs=${2:-"$tests/../../../../.build/debug"}
venv="$1/venv-tensorboard"
if ! "$venv/bin/python" -c 'import tensorboard, PIL' 2>/dev/null; then
    mkdir -p "$1"
    python3 -m venv "$venv"
    "$venv/bin/pip" install -q tensorboard pillow
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$programs/writeevents" "$work/run"
"$venv/bin/python" "$tests/read_events.py" "$work/run"

# A limit on the size of files stands in for a full disk: the log loses what does not fit, and nothing else.
if (trap '' XFSZ && ulimit -f 3 && exec "$programs/writeevents" "$work/full") 2>"$work/errors"; then
    echo "FAILED: a full disk went unnoticed"
    exit 1
fi
"$venv/bin/python" "$tests/read_full_disk.py" "$work/full" "$work/errors"
