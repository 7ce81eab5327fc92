#!/bin/sh
# Makes a virtual environment with the official tools of Cityscapes, if it is not there, and prints its path:
#
#     scripts/venv-cityscapes.sh BUILD_DIR
set -eu
[ $# -eq 1 ] || { echo "usage: $0 BUILD_DIR" >&2; exit 2; }
venv="$1/venv-cityscapes"
if ! "$venv/bin/python" -c '
import importlib.metadata as m
assert m.version("cityscapesscripts") == "2.3.0"' 2>/dev/null; then
    mkdir -p "$1"
    python3 -m venv --clear "$venv"
    # cityscapesScripts 2.3.0 uses what numpy 2.4 has taken away.
    "$venv/bin/pip" install -q cityscapesscripts==2.3.0 "numpy<2.4"
fi
echo "$(cd "$venv" && pwd)"
