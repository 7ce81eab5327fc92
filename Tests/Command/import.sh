#!/bin/bash
# Import of own data: every format gives the labels that were drawn, pixel by pixel; the commands of docs/own-data.md
# lead from labels to a picture; hostile files and options that do not fit are refused. In a virtual environment below
# BUILD_DIR:
#
#     Tests/Command/import.sh BUILD_DIR [TOOL]
set -u
tests=$(dirname "$(realpath "$0")")
. "$tests/expect.sh"
[ $# -ge 1 ] || { echo "usage: $0 BUILD_DIR [TOOL]" >&2; exit 2; }
tool=$(realpath "${2:-.build/release/pansecb}")
venv=$("$tests/../../scripts/venv-cityscapes.sh" "$1") || exit 1
python=$(realpath "$venv")/bin/python
page=$(realpath "$tests/../../docs/own-data.md")
turned=$(realpath "$tests/../Tools/Images/Fixtures/orientation6.jpg")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export PYTHONDONTWRITEBYTECODE=1

check "$python" "$tests/import/make_data.py" .
# usage: import FORMAT LABELS DATASET OPTIONS...
import() { "$tool" dataset import "$1" --labels "$2" --images photos/train --output "$3" --split train "${@:4}"; }
# usage: same DATASET SPLIT CLASSES [NAME...]: the labels are the truth
same() {
    local text
    if text=$("$python" "$tests/import/compare.py" truth "$@" 2>&1); then pass; else fail "$*: $text"; fi
}
all=sky,building,wall,road,car,person

# Each format has the same labels.
expect 0 "6 of 6" import coco-panoptic panoptic/train.json panoptic-set
check grep -q "6 pictures written (6 as hard links, 0 copied), 0 were there, 0 faults" out
same panoptic-set train panoptic-set/classes.json
check test panoptic-set/leftImg8bit/train/all/train1_leftImg8bit.jpg -ef photos/train/train1.jpg
expect 0 "" import labelme photos/train labelme --things car,person
check grep -q "30 objects" out
check grep -q "void: __ignore__ (" out
check grep -q "not read: line (6)" out
same labelme train labelme/classes.json
expect 0 "" import cvat annotations.xml cvat --things car,person --only $all
check grep -q "not read: polyline (6)" out
same cvat train cvat/classes.json
check grep -q '"name": "sky", "color": \[70, 130, 180\]' cvat/classes.json
expect 0 "" import coco-instances instances.json instances --background ground
same instances train instances/classes.json car person
check grep -q " 0.000 % of the pixels void" out
expect 0 "" import png ids png --instances objects --classes panoptic-set/classes.json
same png train panoptic-set/classes.json
# Numbers of objects and class ids in one folder; another class file finds its classes by name or by id.
mkdir both
for file in ids/*; do cp "$file" "both/$(basename "$file" .png)_ids.png"; done
for file in objects/*; do cp "$file" "both/$(basename "$file" .png)_ids_objects.png"; done
expect 0 "" import png both both-set --instances both --suffix _ids --instance-suffix _ids_objects \
    --classes panoptic-set/classes.json
check diff -r png/gtFine both-set/gtFine
# As one class with two ids, whichever way.
cat >joined.json <<'JSON'
[
  {"id": 23, "name": "sky", "color": [70, 130, 180], "thing": false},
  {"id": 11, "name": "houses", "color": [70, 70, 70], "thing": false, "also": [12]},
  {"id": 7, "name": "road", "color": [128, 64, 128], "thing": false},
  {"id": 26, "name": "car", "color": [0, 0, 142], "thing": true},
  {"id": 24, "name": "person", "color": [220, 20, 60], "thing": true}
]
JSON
expect 0 "" import coco-panoptic panoptic/train.json joined --classes joined.json --match id
check diff -r panoptic-set/gtFine joined/gtFine
expect 0 "" import coco-panoptic panoptic/train.json named --classes joined.json
check grep -q "without a class, void: building (.*wall (" out
same named train joined.json sky road car person
# Without numbers of objects.
expect 0 "" import png ids crowds --classes panoptic-set/classes.json
check grep -q "^0 objects, 12 crowds" out
expect 0 "" import png ids regions --classes panoptic-set/classes.json --regions --json
check "$python" -c 'import json; r = json.load(open("out"))
assert r["objects"] >= 15 and r["crowds"] == 0 and r["written"] == 6, r'

# There and back: Cityscapes' layout, the panoptic format, the layout again.
expect 0 "" "$tool" dataset panoptic labelme --split train --classes labelme/classes.json --output back
expect 0 "" "$tool" dataset import coco-panoptic --labels back/cityscapes_panoptic_train.json \
    --images labelme/leftImg8bit/train --output again --split train
check "$python" -c 'import glob, numpy as np; from PIL import Image
files = glob.glob("labelme/gtFine/train/all/*_instanceIds.png")
read = lambda file: np.array(Image.open(file)).astype(int)
assert len(files) == 6 and all(np.array_equal(read(f), read(f.replace("labelme", "again"))) for f in files)'

# Again: nothing is written; labels that changed are, and a lost file; other rules are not mixed in.
same_again() { import coco-panoptic panoptic/train.json panoptic-set "$@"; }
expect 0 "" same_again --json
check grep -q '"kept" : 6' out
touch -d "1 hour" panoptic/train/train3.png
rm panoptic-set/gtFine/train/all/train0_gtFine_instanceIds.png
expect 0 "" same_again --json
check grep -q '"written" : 2' out
touch panoptic/train/train3.png
expect 0 "" same_again --force --json
check grep -q '"written" : 6' out
same panoptic-set train panoptic-set/classes.json
expect 13 "panoptic-set/import_train.json" import png ids panoptic-set --classes panoptic-set/classes.json
expect 7 "panoptic-set/classes.json" same_again --only car,sky
expect 0 "" same_again --classes joined.json
check grep -q ", 6 were there" out
sed 's/26/25/' joined.json >moved.json
expect 13 "--force" same_again --classes moved.json
same panoptic-set train panoptic-set/classes.json
# Pictures on another file system are copied.
if [ -w /dev/shm ] && [ "$(stat -c %d /dev/shm)" != "$(stat -c %d .)" ]; then
    far=$(mktemp -d /dev/shm/pansecb.XXXXXX)
    trap 'rm -rf "$work" "$far"' EXIT
    expect 0 "" import png ids "$far" --classes panoptic-set/classes.json
    check grep -q "(0 as hard links, 6 copied)" out
    check cmp photos/train/train1.jpg "$far/leftImg8bit/train/all/train1_leftImg8bit.jpg"
fi

# The page for readers, with a tiny training in place of a long one.
"$python" "$tests/import/page.py" "$page" .
check "$python" block.python
cp block.json ids.json
cp photos/val/val1.jpg photos/new.jpg
sed 's/^epochs: .*/epochs: 2/; s/^batch: .*/batch: 2/; s/^crop: .*/crop: 64x64/' block.yaml >mine.yaml
expect 0 "" "$tool" dataset synth --output streets --train 2 --val 1 --size 64x128
expect 0 "" "$tool" train mine.yaml --set data=streets --set classes= --set start= --set epochs=1 --set output=before
cp before/last.safetensors checkpoint.safetensors
check test "$(grep -c . commands)" -ge 12
while read -r command; do
    case $command in
    *"dataset check mine --split train"*)
        # What the page says of two classes that become one.
        "$python" - "$page" <<'PYTHON'
import json, sys
classes = {c["name"]: c for c in json.load(open("mine/classes.json"))}
classes["building"]["also"] = [classes.pop("wall")["id"]]
line = json.dumps(classes["building"])
assert "    " + line + "\n" in open(sys.argv[1]).read(), line
json.dump(list(classes.values()), open("mine/classes.json", "w"))
PYTHON
        check test $? -eq 0
        ;;
    esac
    read -ra words <<<"$command"
    expect 0 "" "$tool" "${words[@]:1}"
    cp out "out of ${words[1]}"
done <commands
same mine val mine/classes.json sky building=wall road car person
# Classes that were joined or have new names are found again.
sed -i 's/"car"/"vehicle"/' mine/classes.json
again() {
    "$tool" dataset import labelme --labels photos/train --images photos/train --output mine --split train \
        --classes mine/classes.json "$@"
}
cp -r mine/gtFine before-again
expect 0 "" again
check grep -q "0 pictures written .*, 6 were there" out
expect 0 "" again --force
check grep -q "6 pictures written" out
check diff -r mine/gtFine before-again
expect 7 "mine/classes.json" "$tool" dataset import labelme --labels photos/train --images photos/train --output mine \
    --split train --things car,person
check grep -q "2 images" "out of eval"
check grep -q building "out of eval"
check test -z "$(grep "wall" "out of eval")"
check test -s results/new_overlay.png -a -s results/new_segments.json -a -s mine.html
check "$python" -c 'import numpy as np; from PIL import Image
ids = np.array(Image.open("from-png/gtFine/train/all/train0_gtFine_instanceIds.png")).astype(int)
assert (ids == 26000).sum() == 600 and (ids == 7).sum() == 45 * 101 - 600 and (ids == 0).sum() == 30 * 101'

# Options and classes that do not fit.
expect 64 "--classes" import png ids x
expect 64 "--things" import labelme photos/train x --classes joined.json --things car
expect 64 "png" import labelme photos/train x --regions
expect 64 "--split" "$tool" dataset import labelme --labels photos --images photos --output x --split a/b
expect 7 '"bike"' import labelme photos/train x --things bike
expect 7 '"car"' import labelme photos/train x --things car,person --background car
expect 13 "ids" import labelme photos/train x --classes ids.json --match id
expect 7 "has the id of a category" import coco-instances instances.json x --classes cvat/classes.json --match id
expect 2 "nothing.json" import coco-instances nothing.json x
expect 2 "no LabelMe" import labelme truth x
expect 2 "truth: no pictures" "$tool" dataset import labelme --labels photos --images truth --output x --split train
expect 9 "mine.yaml" import labelme photos/train mine.yaml/x --things car
check test ! -e x

# One bad picture does not lose the others, and its fault names both files and sizes.
mkdir bad && cp photos/train/* bad
bad() {
    rm -rf x
    "$tool" dataset import labelme --labels bad --images bad --output x --split train --things car,person
}
cp "$turned" bad/train0.png
expect 14 "bad/train0.png" bad
check grep -q "bad/train0.json: labels of 75x101 pixels for a picture of .*: bad/train0.png" err
check grep -q "5 pictures written .* 1 faults" out
# A turned JPEG with labels of the picture as it is stored.
"$python" - "$turned" <<'PYTHON'
import sys
from PIL import Image
Image.new("RGB", (75, 101)).save("bad/train0.png", "JPEG", exif=Image.open(sys.argv[1]).getexif())
PYTHON
expect 0 "" bad
"$python" - "$turned" <<'PYTHON'
import sys
from PIL import Image
Image.new("RGB", (101, 75)).save("bad/train0.png", "JPEG", exif=Image.open(sys.argv[1]).getexif())
PYTHON
expect 14 "turned upright" bad
rm bad/train0.png
expect 14 "its picture is missing: train0.png" bad
head -c 900 photos/train/train0.png >bad/train0.png
expect 4 "bad/train0.png" bad
cp photos/train/train0.png bad/train0.jpg && cp photos/train/train0.png bad/
"$python" "$tests/import/hostile.py" 'd["imagePath"] = "train0.jpg"' bad/train0.json
cp photos/train/train0.json bad/other.json
expect 14 "train0.png and train0.jpg would have one name" bad

# Files that nobody should trust: each has its code and its name in the text, none traps or fills the memory.
limited() (ulimit -v 3000000 && timeout 60 "$@")
# usage: hostile CODE WORD FORMAT FILE CHANGE
hostile() {
    rm -rf x spoilt && mkdir spoilt
    cp "$4" "spoilt/$(basename "$4")"
    "$python" "$tests/import/hostile.py" "$5" "spoilt/$(basename "$4")" || fail "$5"
    expect "$1" "$2" limited "$tool" dataset import "$3" --labels "spoilt/$(basename "$4")" --images photos/train \
        --output x --split train --background ground
    [ "$1" -eq 0 ] || check grep -q "spoilt/$(basename "$4")" err
}
coco() { hostile "$1" "$2" coco-instances instances.json "$3"; }
segmentation='d["annotations"][0]["segmentation"] ='
coco 13 "leads out of its folder" 'd["images"][0]["file_name"] = "../../etc/passwd.png"'
coco 13 "leads out of its folder" 'd["images"][0]["file_name"] = "/etc/passwd.png"'
coco 13 "leads out of its folder" 'd["images"][0]["file_name"] = "a/../../b.png"'
coco 13 "leads out of its folder" 'd["images"][0]["file_name"] = ""'
coco 14 "is missing" 'd["images"][0]["file_name"] = "\x1b]0;title\x07.png"'
check test -z "$(tr -d '\n\t -~' <err | tr -d '\200-\377')"
coco 14 "category 99" 'd["annotations"][0]["category_id"] = 99'
coco 14 "image 99" 'd["annotations"][0]["image_id"] = 99'
coco 4 "two images" 'd["images"].append(d["images"][0])'
coco 4 "two categories" 'd["categories"].append(d["categories"][0])'
coco 4 '"images" is missing' 'd.pop("images")'
coco 4 "annotations[0]" 'd["annotations"][0] = 1'
coco 4 "" 'd["images"][0]["width"] = 1e300'
coco 14 "labels of 75x-1" 'd["images"][0]["width"] = -1'
coco 4 "numbers for a polygon" "$segmentation [[1, 2, 3]]"
coco 4 "no number from" "$segmentation [[1e30, 2, 3, 4, 5, 6]]"
coco 4 "" "$segmentation [[1, 2, 3, float('nan'), 5, 6]]"
coco 4 "" "$segmentation [[1, 2, 3, float('inf'), 5, 6]]"
coco 4 "" "$segmentation 'x'"
coco 10 "thousand times" "$segmentation [100000 * [1, -100, 90, 1000, 3, -100]]"
coco 10 "thousand times" "$segmentation 5000 * [[-5, -5, 500, -5, 500, 500, -5, 500]]"
coco 14 "a mask of" "$segmentation {'size': [10, 10], 'counts': [100]}"
coco 4 "" "$segmentation {'size': [10], 'counts': [100]}"
coco 4 "run lengths" "$segmentation {'size': [75, 101], 'counts': [-1, 7576]}"
coco 4 "run lengths" "$segmentation {'size': [75, 101], 'counts': [1, 2**62, 2**62]}"
coco 4 "run lengths" "$segmentation {'size': [75, 101], 'counts': [100]}"
coco 4 "run lengths" "$segmentation {'size': [75, 101], 'counts': [1, 7575]}"
coco 4 "" "$segmentation {'size': [75, 101], 'counts': [2**64]}"
for counts in "'P'" "'oooooooooooooooo'" "'ooooooo0'" "'~'" "'0 0'" "1000 * 'ooooooo0'" "''" "'@'"; do
    coco 4 "shape 1" "$segmentation {'size': [75, 101], 'counts': $counts}"
done
labelme() { hostile "$1" "$2" labelme photos/train/train0.json "$3"; }
labelme 4 "shapes[0].points" 'd["shapes"][0]["points"] = [["a", "b"]]'
labelme 4 "no number from" 'd["shapes"][0]["points"] = [[1, 2], [3, 1e9], [4, 5]]'
labelme 14 "labels of 75x9223372036854775807" 'd["imageWidth"] = 2**63 - 1'
labelme 13 "leads out" 'd["imagePath"] = "../.."'
labelme 0 "" 'd["imagePath"] = "../../elsewhere/train0.png"; d["imageData"] = 10000000 * "A"'
cvat() { hostile "$1" "$2" cvat annotations.xml "$3"; }
cvat 4 "document type" \
    'd.replace("<annotations>", "<!DOCTYPE a [<!ENTITY b \"" + 100 * "c" + "\">]><annotations>", 1)'
cvat 4 "more than 64" '"<annotations>" + 1000000 * "<a>"'
cvat 4 "line 1" '"no XML"'
cvat 4 "no \"annotations\"" '"<a/>"'
cvat 4 "line" 'd[:2000]'
cvat 13 "leads out" 'd.replace("train0.png", "../train0.png")'
cvat 4 "coordinate" 'd.replace("points=\"", "points=\"nan,1;", 1)'
cvat 4 "x,y" 'd.replace("points=\"", "points=\"1,2,3;", 1)'
cvat 4 "whole number" 'd.replace("z_order=\"1\"", "z_order=\"1e99\"", 1)'
cvat 4 "out of the picture" 'd.replace(" left=\"", " left=\"99", 1)'
cvat 4 "run lengths" 'd.replace("rle=\"", "rle=\"99999, ", 1)'
cvat 10 "bytes for one attribute" 'd.replace("points=\"", "points=\"" + 5000000 * "1,1;", 1)'
cp -r panoptic spoilt-panoptic
"$python" "$tests/import/hostile.py" 'd["annotations"][0]["file_name"] = "../train/train0.png"' \
    spoilt-panoptic/train.json
expect 13 "leads out" limited "$tool" dataset import coco-panoptic --labels spoilt-panoptic/train.json \
    --images photos/train --output y --split train
# A picture that needs more memory than there is, among good ones; a disk that takes nothing.
rm bad/* && cp photos/train/* bad
python3 "$tests/hostile.py" picture bad/train0.png 16384
little() (ulimit -v 1000000 && bad)
expect 11 "bad/train0.png" little
check grep -q "5 pictures written .* 1 faults" out
full() {
    (ulimit -f 0 && import labelme photos/train full --things car,person) 2>&1 | cat
    return "${PIPESTATUS[0]}"
}
expect 9 "" full
check grep -q "full/classes.json: the file cannot be written" out
check test -z "$(find full -type f)"
# More than a thousand objects: the others are a crowd.
"$python" -c 'import numpy as np; from PIL import Image; import os
os.makedirs("many"); os.makedirs("many-objects"); os.makedirs("many-photos")
n = np.zeros((75, 101), np.uint16); n[::2, ::2] = np.arange(38 * 51).reshape(38, 51) + 1
Image.fromarray((n > 0) * np.uint8(26)).save("many/a.png"); Image.fromarray(n).save("many-objects/a.png")
Image.new("RGB", (101, 75)).save("many-photos/a.png")'
expect 0 "" "$tool" dataset import png --labels many --instances many-objects --images many-photos --output many-set \
    --split train --classes ids.json
check grep -q "^1000 objects, 0 crowds" out
check grep -q "938 objects beyond the 1000" out
# Labels that would lie where they come from.
expect 13 "would be overwritten" "$tool" dataset import png --labels many-set/gtFine/train/all --images many-photos \
    --output many-set --split train --classes ids.json --suffix _gtFine_instanceIds --force

echo "import: $passed passed, $failed failed"
[ $failed -eq 0 ]
