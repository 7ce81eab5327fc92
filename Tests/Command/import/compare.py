"""An imported split against the truth of make_data.py:

    compare.py TRUTH DATASET SPLIT CLASSES [NAME ...]

Every pixel has the class of its name and belongs to its object, whatever the numbers. NAMEs are the classes that the
labels have, all if none is given; NAME=OTHER says that OTHER is a part of it.
"""
import json
import sys
from glob import glob
from os.path import basename

import numpy as np
from make_data import NAMES, THINGS
from PIL import Image

truth, data, split, classes = sys.argv[1:5]
wanted = {n.split("=")[0] for n in sys.argv[5:]} or set(NAMES)
parts = {NAMES.index(n.split("=")[1]): NAMES.index(n.split("=")[0]) for n in sys.argv[5:] if "=" in n}
names = {}
for entry in json.load(open(classes)):
    for number in [entry["id"]] + entry.get("also", []):
        names[number] = entry["name"]
files = sorted(glob(f"{data}/gtFine/{split}/all/*_gtFine_instanceIds.png"))
assert len(files) == len(glob(f"{truth}/{split}*.npz")), files
for file in files:
    picture = Image.open(file)
    assert picture.mode.startswith("I"), picture.mode
    ids = np.array(picture).astype(int)
    expected = np.load(f"{truth}/{basename(file).removesuffix('_gtFine_instanceIds.png')}.npz")
    assert ids.shape == expected["labels"].shape, file
    true = expected["labels"].copy()
    for part, whole in parts.items():
        true[true == part] = whole
    labels = np.where(ids >= 1000, ids // 1000, ids)
    for number, name in enumerate(NAMES):
        of_class = np.isin(labels, [i for i, n in names.items() if n == name])
        assert np.array_equal(of_class, (true == number) & (name in wanted)), (file, name)
    known = np.isin(true, [NAMES.index(n) for n in wanted if n in THINGS])
    assert np.array_equal(ids >= 1000, known), file
    pairs = set(zip(ids[known].tolist(), expected["objects"][known].tolist()))
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs}) >= 3, (file, pairs)
print(f"{len(files)} maps")
