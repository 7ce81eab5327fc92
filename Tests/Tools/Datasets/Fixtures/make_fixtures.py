"""Writes the files of this folder (made with torch 2.13, numpy 2.4, Pillow 13).

    python make_fixtures.py

street/      a made-up data set: splits train (two cities) and val
targets/     for each picture of train and each class table: NAME_TABLE_semantic.png, NAME_TABLE_object.png, and in
             TABLE.json the objects and the class weights of the split
crops_32/, crops_39/   its crops, as crop_objects.py cuts them
"""
import json
import pathlib
import shutil

import numpy as np
import torch
from PIL import Image

import crop_objects

FOLDER = pathlib.Path(__file__).parent
TABLES = {
    "cityscapes": ((7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23), (24, 25, 26, 27, 28, 31, 32, 33)),
    "camvid": ((23, 11, 17, 7, 8, 21, 20, 13), (24, 25, 26)),     # Examples/training/camvid-classes.json
}
# Label ids of a data set that are another class in a table: `also` in the same file.
ALSO = {"cityscapes": {},
        "camvid": {11: (12, 15, 16), 17: (18,), 8: (9,), 21: (22,), 20: (19,), 13: (14,), 26: (27, 28, 29, 30, 31)}}


# ------------------------------------------------------------------------------- the reference, for any class table

def decode_instance_ids(ids, stuff, things, also):
    """instanceIds [H,W] -> semantic channel, thing class from 1 (0: none), object number from 1 (0: none)."""
    semantic = torch.full_like(ids, len(stuff) + 1)
    thing, instance = torch.zeros_like(ids), torch.zeros_like(ids)
    for channel, label_id in enumerate(stuff):
        semantic[torch.isin(ids, torch.tensor((label_id,) + also.get(label_id, ())))] = channel
    number = 0
    for c, label_id in enumerate(things):
        labels = torch.tensor((label_id,) + also.get(label_id, ()))
        countable = torch.isin(ids // 1000, labels)
        semantic[torch.isin(ids, labels) | countable] = len(stuff)     # crowd regions have the bare id
        for k in torch.unique(ids[countable]):
            number += 1
            instance[ids == k] = number
            thing[ids == k] = c + 1
    return semantic, thing, instance


def enet_weights(pixel_counts, total, c=1.1):
    return 1 / torch.log(c + torch.as_tensor(pixel_counts, dtype=torch.float64) / total)


# ---------------------------------------------------------------------------------------------- made-up pictures

def box(ids, value, x, y, width, height):
    ids[y:y + height, x:x + width] = value


def wide_street():
    """64 x 96: objects at corners and edges, in two parts, of one pixel; a crowd; ids of no class."""
    ids = np.zeros((64, 96), np.uint16)
    box(ids, 23, 0, 0, 96, 20), box(ids, 11, 0, 12, 40, 20), box(ids, 21, 50, 8, 30, 18), box(ids, 7, 0, 40, 96, 24)
    box(ids, 8, 0, 36, 96, 4), box(ids, 13, 40, 30, 30, 6), box(ids, 17, 47, 2, 2, 34), box(ids, 20, 46, 6, 4, 4)
    box(ids, 26000, 0, 50, 17, 14)                                            # bottom left corner
    box(ids, 26003, 88, 0, 8, 9)                                              # top right corner
    box(ids, 26001, 30, 40, 21, 11)                                           # in the middle, cut by a pole
    box(ids, 17, 40, 38, 3, 26)
    box(ids, 26999, 20, 38, 2, 2), box(ids, 26999, 70, 55, 5, 4)              # two parts: the mean pixel is in neither
    box(ids, 24007, 60, 33, 4, 13), box(ids, 24002, 63, 36, 1, 1)             # ids not in order of place; one pixel
    box(ids, 33000, 10, 42, 9, 5)
    box(ids, 24, 76, 34, 14, 6), box(ids, 26, 84, 42, 10, 4)                  # crowds
    box(ids, 29001, 3, 33, 5, 2), box(ids, 7001, 55, 60, 6, 2)
    box(ids, 65535, 90, 60, 3, 3), box(ids, 999, 93, 60, 2, 2)
    box(ids, 34000, 25, 20, 3, 3), box(ids, 23999, 30, 20, 3, 3)              # next to the ids of things
    box(ids, 12, 0, 20, 10, 5), box(ids, 19, 52, 3, 2, 3), box(ids, 22, 80, 26, 9, 5)
    return ids


def noisy_street():
    """39 x 45: every pixel its own; the same objects in many parts."""
    rng = np.random.default_rng(5)
    ids = rng.choice(np.array([0, 7, 8, 11, 23, 24, 26, 26004, 26002, 25001, 31000, 28010, 32500], np.uint16), (39, 45))
    box(ids, 27000, 40, 33, 5, 6)
    return ids


def empty_street():
    """40 x 41: stuff only."""
    ids = np.full((40, 41), 7, np.uint16)
    box(ids, 23, 0, 0, 41, 13)
    return ids


def picture(ids, seed):
    """A smooth picture in which every pixel tells its place."""
    y, x = np.mgrid[:ids.shape[0], :ids.shape[1]]
    return np.stack((x * 2 + seed, y * 3, (x + y) // 2 + ids % 7), -1).astype(np.uint8)


def save(split, city, name, ids, seed, ending="png"):
    for kind, file, pixels in (("leftImg8bit", f"leftImg8bit.{ending}", picture(ids, seed)),
                               ("gtFine", "gtFine_instanceIds.png", ids)):
        folder = FOLDER / "street" / kind / split / city
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(folder / f"{name}_{file}", optimize=True)


# ---------------------------------------------------------------------------------------------- what must come out

def write_targets(table, stuff, things):
    pictures, channels, areas = [], torch.zeros(len(stuff) + 2), torch.zeros(len(things))
    for _, label_path, name in crop_objects.samples(FOLDER / "street", "train"):
        ids = torch.from_numpy(np.asarray(Image.open(label_path)).astype(np.int64))
        semantic, thing, instance = decode_instance_ids(ids, stuff, things, ALSO[table])
        Image.fromarray(semantic.numpy().astype(np.uint8)).save(FOLDER / "targets" / f"{name}_{table}_semantic.png")
        Image.fromarray(instance.numpy().astype(np.uint16)).save(FOLDER / "targets" / f"{name}_{table}_object.png")
        objects = []
        for number in range(1, int(instance.max()) + 1):
            ys, xs = torch.nonzero(instance == number, as_tuple=True)
            objects.append({"id": int(ids[ys[0], xs[0]]), "thing": int(thing[ys[0], xs[0]]) - 1, "pixels": len(ys),
                            "sumX": int(xs.sum()),
                            "sumY": int(ys.sum()), "box": [int(v) for v in (xs.min(), ys.min(), xs.max(), ys.max())]})
        pictures.append({"name": name, "objects": objects})
        channels += torch.bincount(semantic.flatten(), minlength=len(stuff) + 2)
        areas += torch.bincount(thing.flatten(), minlength=len(things) + 1)[1:]
    semantic_weights = enet_weights(channels, channels.sum())
    semantic_weights[-1] = 0
    sizes = [[o["pixels"] for p in pictures for o in p["objects"] if o["thing"] == c] for c in range(len(things))]
    (FOLDER / "targets" / f"{table}.json").write_text(json.dumps({
        "pictures": pictures, "semanticPixels": [int(v) for v in channels],
        "semanticWeights": semantic_weights.tolist(), "seedWeights": enet_weights(areas, channels.sum()).tolist(),
        "medianPixels": [float(np.median(s)) if s else None for s in sizes]}, indent=1) + "\n")


if __name__ == "__main__":
    for made in ("street", "targets", "crops_32", "crops_39"):
        shutil.rmtree(FOLDER / made, ignore_errors=True)
    save("train", "birch", "wide", wide_street(), 3)
    save("train", "amber", "noisy", noisy_street(), 50)
    save("train", "amber", "empty", empty_street(), 20)
    save("val", "birch", "photo", wide_street(), 9, "jpg")
    (FOLDER / "targets").mkdir()
    for table, (stuff, things) in TABLES.items():
        write_targets(table, stuff, things)
    crop_objects.write(FOLDER / "street", FOLDER / "crops_32", "train", 32, TABLES["cityscapes"][1])
    crop_objects.write(FOLDER / "street", FOLDER / "crops_39", "train", 39, [26])
