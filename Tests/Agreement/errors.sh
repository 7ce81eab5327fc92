# Files that do not fit together: exit code and what the message names. To be sourced by run.sh.

check "$python" "$tests/broken.py" broken

# prediction CODE WORD NAME and truth CODE WORD NAME: the pair with a broken prediction or truth.
prediction() { expect "$1" "$2" "$tool" pq --ground-truth broken/truth.json --prediction "broken/$3.json"; }
truth() { expect "$1" "$2" "$tool" pq --ground-truth "broken/$3.json" --prediction broken/good.json; }

prediction 0 "" good
check grep -q "100.0  *100.0  *100.0  *2 .*All" out
check grep -q "100.0 .* 1  *0  *0  car" out
prediction 14 "no-entry/street.png: pixels of segment 26000" no-entry
prediction 14 "broken/no-pixels.json: image street, segment 5:" no-pixels
prediction 14 "no category 99" unknown-category
prediction 14 "segment 0: segments have numbers" void-listed
prediction 14 "small/street.png: 5x8 pixels, where the truth has 6x8" small
prediction 14 "other-image.json: no annotation of the image street" other-image
prediction 14 "twice.json: two annotations of the image street" twice
prediction 14 "listed-twice.json" listed-twice
prediction 5 "grey/street.png" grey
prediction 5 "palette/street.png" palette
prediction 2 "no-png/street.png" no-png
prediction 2 "nothing.json" nothing
prediction 2 "broken/no-folder: no such folder" no-folder
prediction 4 "cut.json: The given data was not valid JSON" cut
prediction 4 'no-id.json: annotations[0].segments_info[1]: "id" is missing' no-id
prediction 14 "negative-id.json: image street, segment -4" negative-id
prediction 4 "huge-id.json: " huge-id
truth 4 'good.json: "categories" are missing' good
truth 14 "truth-area.json: image street, segment 26000: its area is said to be 3" truth-area
truth 14 '"iscrowd" is missing' truth-crowd
truth 14 "truth-size/street.png: 6x8 pixels, for an image of 6x9" truth-size
expect 64 "--threads" "$tool" pq --ground-truth broken/truth.json --prediction broken/good.json --threads 1000
expect 64 "prediction" "$tool" pq --ground-truth broken/truth.json

# Conversion: what is not there, labels of 8 bits or of no class, and folders that cannot be made.
expect 2 "CITYSCAPES_DIR" env -u CITYSCAPES_DIR "$tool" dataset panoptic
expect 2 "streets/gtFine/test: no such folder" "$tool" dataset panoptic streets --split test
mkdir -p bare/val/city
expect 2 "bare/val: no labels" "$tool" dataset panoptic bare
"$python" -c 'from PIL import Image; Image.new("L", (4, 4), 7).save("bare/val/city/a_gtFine_instanceIds.png")'
expect 5 "a_gtFine_instanceIds.png: 8 bits" "$tool" dataset panoptic bare
"$python" -c 'from PIL import Image; Image.new("I;16", (4, 4), 34001).save("bare/val/city/a_gtFine_instanceIds.png")'
expect 14 "a_gtFine_instanceIds.png: the id 34001" "$tool" dataset panoptic bare
check test ! -e bare/cityscapes_panoptic_val.json
expect 9 "out/cityscapes_panoptic_val" "$tool" dataset panoptic streets --output out
