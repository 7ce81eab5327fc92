"""Cuts the crops of a data set as `pansecb crops` does, with numpy and Pillow: an independent implementation to compare
with.

    python crop_objects.py DATASET OUTPUT --size 512 --classes 24,26 [--split train]
    python crop_objects.py DATASET OUTPUT --size 512 --classes 24,26 --compare   # OUTPUT is of `pansecb crops`

For each class and each object a square around the object's mean pixel, rounded down, moved into the picture. With
--compare nothing is written: pixels and the list of files must be the same (the pixels of a JPEG only with the same
libjpeg).
"""
import argparse
import pathlib
import sys

import numpy as np
from PIL import Image


def samples(root, split):
    for picture in sorted(root.glob(f"leftImg8bit/{split}/*/*_leftImg8bit.*")):
        name = picture.stem.removesuffix("_leftImg8bit")
        yield picture, root / "gtFine" / split / picture.parent.name / f"{name}_gtFine_instanceIds.png", name


def crops(root, split, size, classes):
    """Yields (path below the output folder, pixels) for every crop: its picture and its labels."""
    for picture_path, label_path, name in samples(root, split):
        picture = np.asarray(Image.open(picture_path).convert("RGB"))
        ids = np.asarray(Image.open(label_path)).astype(np.int64)
        height, width = ids.shape
        for label in classes:
            for number, k in enumerate(np.unique(ids[ids // 1000 == label])):
                ys, xs = np.nonzero(ids == k)
                y = np.clip(int(ys.mean()) - size // 2, 0, height - size)
                x = np.clip(int(xs.mean()) - size // 2, 0, width - size)
                place = f"crops_{label}/{picture_path.parent.name}/{name}_{number:03d}"
                yield f"leftImg8bit/{place}_leftImg8bit.png", picture[y:y + size, x:x + size]
                yield f"gtFine/{place}_gtFine_instanceIds.png", ids[y:y + size, x:x + size].astype(np.uint16)


def write(root, output, split, size, classes):
    for path, pixels in crops(root, split, size, classes):
        (output / path).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(output / path, optimize=True)


def compare(root, output, split, size, classes):
    wanted = dict(crops(root, split, size, classes))
    found = {str(file.relative_to(output)) for kind in ("leftImg8bit", "gtFine")
             for label in classes for file in output.glob(f"{kind}/crops_{label}/*/*")}
    different = []
    for path in sorted(found & wanted.keys()):
        image = Image.open(output / path)
        mode = "RGB" if wanted[path].ndim == 3 else "I;16"
        if image.mode != mode or not np.array_equal(np.asarray(image), wanted[path]):
            different.append(path)
    print(f"{len(wanted)} files wanted, {len(found)} found, {len(different)} of them different")
    print(*sorted(found ^ wanted.keys())[:10], *different[:10], sep="\n")
    return 0 if found == wanted.keys() and not different else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("dataset", type=pathlib.Path), parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--size", type=int, default=512), parser.add_argument("--split", default="train")
    parser.add_argument("--classes", type=lambda text: [int(part) for part in text.split(",")],
                        default=[24, 25, 26, 27, 28, 31, 32, 33])
    parser.add_argument("--compare", action="store_true")
    a = parser.parse_args()
    sys.exit((compare if a.compare else write)(a.dataset, a.output, a.split, a.size, a.classes))
