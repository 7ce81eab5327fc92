#!/bin/sh
# Makes docs/pictures/streets.jpg for README.md: photographs that no training saw, as the weights of this repository see
# them and as an earlier version of the weights did. Needs the tool (make tool) and Pillow (apt install python3-pil).
#
#     scripts/readme-pictures.sh [PANSECB]
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
tool=${1:-"$top/.build/release/pansecb"}
# The last commit with weights that knew CamVid only.
before=f8aa937:Examples/data/camvid.pansecb
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git -C "$top" cat-file blob "$before" >"$work/before.pansecb"
cp "$top/Examples/data/dashcam.jpg" "$top/Examples/data/dashcam-shade.jpg" "$work/"
for when in before after; do
    model="$work/before.pansecb"
    [ $when = before ] || model="$top/Examples/data/streets.pansecb"
    "$tool" run --model "$model" "$work/dashcam.jpg" "$work/dashcam-shade.jpg" --output "$work/$when" --size image \
        --no-legend >/dev/null
done
python3 - "$work" "$top/docs/pictures/streets.jpg" <<'PYTHON'
import os, sys
from PIL import Image
work, output = sys.argv[1:]
sheet = Image.new("RGB", (2 * 640 + 8, 2 * 360 + 8), "white")
for row, name in enumerate(["dashcam", "dashcam-shade"]):
    for column, when in enumerate(["before", "after"]):
        sheet.paste(Image.open(f"{work}/{when}/{name}_overlay.png").convert("RGB"), (column * 648, row * 368))
os.makedirs(os.path.dirname(output), exist_ok=True)
sheet.save(output, quality=85)
PYTHON
echo "docs/pictures/streets.jpg"
