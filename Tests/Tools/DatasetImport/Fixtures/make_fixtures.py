"""What pycocotools makes of masks and polygons: python make_fixtures.py, with numpy and pycocotools 2.0.

masks.json     masks of odd sizes, row by row as text, with their run lengths, compressed and not
polygons.json  polygons with the run lengths of their pixels; rectangles with whole coordinates are marked as exact
"""
import json
from pathlib import Path

import numpy as np
from pycocotools import mask as coco

folder = Path(__file__).parent
random = np.random.default_rng(3)


def runs(mask):
    flat = mask.T.flatten()
    lengths = np.diff(np.concatenate([[0], np.flatnonzero(np.diff(flat)) + 1, [flat.size]])).tolist()
    return [0] + lengths if flat[0] else lengths


def text(mask):
    return coco.encode(np.asfortranarray(mask))["counts"].decode()


masks = []
for height, width, share in [(1, 1, 1), (1, 1, 0), (1, 7, 0.5), (9, 1, 0.5), (5, 3, 0), (5, 3, 1), (13, 17, 0.5),
                             (31, 29, 0.1), (31, 29, 0.9), (7, 61, 0.3)]:
    mask = (random.random((height, width)) < share).astype(np.uint8)
    masks.append(mask)
blob = np.zeros((211, 307), np.uint8)  # long runs need several characters
y, x = np.mgrid[0:211, 0:307]
blob[(y - 100) ** 2 + (x - 150) ** 2 < 5000] = 1
masks.append(blob)
with open(folder / "masks.json", "w") as out:
    json.dump([{"height": m.shape[0], "width": m.shape[1], "counts": text(m), "runs": runs(m),
                "pixels": "" if m.size > 10000 else "".join(map(str, m.flatten()))} for m in masks], out)

polygons = []
for number in range(40):
    height, width = int(random.integers(5, 60)), int(random.integers(5, 60))
    exact = number >= 30
    if exact:
        (x0, x1), (y0, y1) = np.sort(random.choice(width + 1, 2, False)), np.sort(random.choice(height + 1, 2, False))
        points = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
    else:
        corners = int(random.integers(3, 12))
        angle, radius = np.sort(random.uniform(0, 2 * np.pi, corners)), random.uniform(0.2, 0.5, corners)
        x, y = width * (0.5 + radius * np.cos(angle)), height * (0.5 + radius * np.sin(angle))
        points = np.stack([x, y], -1)
    coordinates = [round(float(c), 2) for c in points.flatten()]
    mask = coco.decode(coco.merge(coco.frPyObjects([coordinates], height, width)))
    if exact:
        wanted = np.zeros((height, width), np.uint8)
        wanted[y0:y1, x0:x1] = 1
        assert np.array_equal(mask, wanted)
    polygons.append({"height": height, "width": width, "coordinates": coordinates, "counts": text(mask),
                     "exact": exact})
with open(folder / "polygons.json", "w") as out:
    json.dump(polygons, out)
