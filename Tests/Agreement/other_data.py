"""A pair that is not of Cityscapes: numbered images, classes of its own, several crowds of a class, PNG files with
alpha and in folders.

    other_data.py FOLDER    writes FOLDER/truth.json and FOLDER/prediction.json with their folders
"""
import sys

import numpy as np

from panoptic_format import Writer

CATEGORIES = [
    {"id": 200, "name": "meadow", "isthing": 0, "supercategory": "land", "color": [1, 2, 3]},
    {"id": 3, "name": "sheep", "isthing": 1},
    {"id": 90, "name": "dog", "isthing": 1},
    {"id": 0, "name": "unused", "isthing": 0},
]


def main():
    folder, chance = sys.argv[1], np.random.default_rng(5)
    truth, prediction = Writer(folder + "/truth.json", CATEGORIES), Writer(folder + "/prediction.json")
    for image in range(8):
        ids = np.full((30, 50), 70000)
        # The last of several crowds of a class is the one that counts.
        segments = {70000: {"category_id": 200, "iscrowd": 0}}
        many = [(3, 1), (3, 0), (90, 0), (3, 1), (90, 1), (3, 0)]
        for number, (category, crowd) in enumerate(many if image % 2 else [(3, 1), (3, 1), (3, 0)]):
            value = int(chance.integers(1, 1 << 24))
            ids[5 * number : 5 * number + 5, 5 + image : 30 + image] = value
            segments[value] = {"category_id": category, "iscrowd": crowd}
        ids[:, 48:] = 0
        for value in list(segments):
            segments[value]["area"] = int((ids == value).sum())
        truth.add(image, "part%d/%d.png" % (image % 2, image), ids, segments, alpha=image == 3)
        found = np.roll(ids, image - 4, 1)
        names = {value: int(chance.integers(1, 1 << 24)) for value in segments}
        renamed = np.zeros_like(found)
        for value, name in names.items():
            renamed[found == value] = name
        prediction.add(image, "%d.png" % image, renamed, {names[v]: s["category_id"] for v, s in segments.items()},
                       alpha=image == 4)
    prediction.add(99, "extra.png", np.zeros((3, 3), dtype=np.int64), {})
    truth.close()
    prediction.close()


main()
