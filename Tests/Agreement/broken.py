"""Pairs that do not fit together (and two that do), each in its own way: broken.py FOLDER writes FOLDER/NAME.json and
FOLDER/NAME of each."""
import json
import os
import sys

import numpy as np
from PIL import Image

from panoptic_format import Writer

CATEGORIES = [{"id": 7, "name": "road", "isthing": 0}, {"id": 26, "name": "car", "isthing": 1}]
folder = sys.argv[1]
ids = np.full((6, 8), 7, dtype=np.int64)
ids[2:4, 2:4] = 26000
GOOD = {7: 7, 26000: 26}


def write(name, ids=ids, segments=GOOD, categories=None, image="street"):
    writer = Writer(os.path.join(folder, name + ".json"), categories)
    writer.add(image, "street.png", ids, segments)
    writer.close()
    return writer


def replace(name, change):
    """The good prediction with another PNG file."""
    path = os.path.join(write(name).folder, "street.png")
    change(Image.open(path).copy()).save(path)


def edit(name, change, categories=None, segments=GOOD):
    """The good prediction with other JSON."""
    path = write(name, segments=segments, categories=categories).path
    with open(path) as file:
        content = json.load(file)
    change(content)
    with open(path, "w") as file:
        json.dump(content, file)


TRUTH = {i: {"category_id": c, "iscrowd": 0} for i, c in GOOD.items()}
write("truth", segments=TRUTH, categories=CATEGORIES)
write("good")
edit("loose", lambda content: (
    content.update(images=5, categories="none"),
    content["annotations"][0]["segments_info"][1].update(area=3.5, bbox=None, iscrowd=False, score=0.7)))
write("no-entry", segments={7: 7})
write("no-pixels", segments={**GOOD, 5: 7})
write("unknown-category", segments={7: 7, 26000: 99})
write("void-listed", segments={**GOOD, 0: 7})
write("small", ids=ids[:5])
write("other-image", image="avenue")
replace("grey", lambda picture: picture.convert("L"))
replace("palette", lambda picture: picture.convert("P"))
os.remove(os.path.join(write("no-png").folder, "street.png"))
edit("twice", lambda content: content["annotations"].append(content["annotations"][0]))
edit("listed-twice",
     lambda content: content["annotations"][0]["segments_info"].append(content["annotations"][0]["segments_info"][0]))
edit("no-id", lambda content: content["annotations"][0]["segments_info"][1].pop("id"))
edit("negative-id", lambda content: content["annotations"][0]["segments_info"][1].update(id=-4))
edit("huge-id", lambda content: content["annotations"][0]["segments_info"][1].update(id=10**30))
edit("truth-area", lambda content: content["annotations"][0]["segments_info"][1].update(area=3), CATEGORIES, TRUTH)
edit("truth-crowd", lambda content: content["annotations"][0]["segments_info"][1].pop("iscrowd"), CATEGORIES, TRUTH)
edit("truth-size", lambda content: content["images"][0].update(width=9), CATEGORIES, TRUTH)
with open(write("cut").path, "r+") as file:
    file.truncate(60)
with open(os.path.join(folder, "no-folder.json"), "w") as file:
    json.dump({"annotations": []}, file)
