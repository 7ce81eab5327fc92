"""Predictions made of the ground truth of a data set, disturbed as networks do it.

    disturbed.py DATASET OUT.json
"""
import glob
import os
import sys

import numpy as np
from PIL import Image

from panoptic_format import Writer

EVALUATED = [7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33]


def disturb(ids, chance):
    """Ids and categories: edges move, objects are lost, joined, cut or of another class, patches are void or
    invented."""
    label = np.where(ids >= 1000, ids // 1000, ids)
    ids = np.where(np.isin(label, EVALUATED), ids, 0)
    ids = np.roll(ids, chance.integers(-2, 3, 2), (0, 1))
    categories = {i: i // 1000 if i >= 1000 else i for i in np.unique(ids).tolist() if i}
    things = [i for i in categories if i >= 1000]
    for i in things:
        fate = chance.random()
        if fate < 0.1:
            ids[ids == i] = 7
        elif fate < 0.2:
            ids[ids == i] = things[chance.integers(len(things))]
        elif fate < 0.3:
            y, x = np.nonzero(ids == i)
            if len(x):
                ids[y[x > x.mean()], x[x > x.mean()]] = 900000 + i
                categories[900000 + i] = categories[i]
        elif fate < 0.4:
            categories[i] = EVALUATED[chance.integers(len(EVALUATED))]
    for k in range(6):
        y, x = chance.integers(0, ids.shape[0]), chance.integers(0, ids.shape[1])
        value = 0 if k % 2 else 500000 + k
        ids[y : y + 12, x : x + 25] = value
        if value:
            categories[value] = EVALUATED[chance.integers(len(EVALUATED))]
    categories[7] = 7
    present = set(np.unique(ids).tolist())
    return ids, {i: c for i, c in categories.items() if i in present}


def main():
    dataset, out = sys.argv[1:]
    writer = Writer(out)
    for number, path in enumerate(sorted(glob.glob(dataset + "/gtFine/val/*/*_gtFine_instanceIds.png"))):
        name = os.path.basename(path).replace("_gtFine_instanceIds.png", "")
        ids, segments = disturb(np.array(Image.open(path)).astype(np.int64), np.random.default_rng(number))
        writer.add(name, name + ".png", ids, segments)
    writer.close()


main()
