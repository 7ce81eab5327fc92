"""Made-up pictures and instanceIds for training: the network of the fixtures sees these four, two at a time."""
import torch

import hashing

NOISE = "training 1"
HEIGHT, WIDTH = 64, 96
ROAD, SIDEWALK, BUILDING, WALL, POLE, SIGN, VEGETATION, SKY = 7, 8, 11, 12, 17, 20, 21, 23

# of each picture: the stuff from top to bottom (id, first row), then rectangles and ellipses: (id, top, left, height,
# width, round)
SCENES = [
    ([(SKY, 0), (BUILDING, 14), (ROAD, 40)],
     [(0, 58, 0, 6, 96, False), (POLE, 6, 44, 40, 2, False), (26, 36, 80, 8, 16, False), (26000, 34, 6, 18, 28, True),
      (26001, 34, 33, 12, 14, False), (24000, 28, 58, 26, 9, True)]),
    ([(SKY, 0), (VEGETATION, 10), (SIDEWALK, 36), (ROAD, 46)],
     [(0, 0, 0, 64, 3, False), (SIGN, 12, 70, 7, 7, False), (28000, 14, 20, 34, 30, False),
      (24000, 26, 55, 24, 8, True),
      (24001, 26, 62, 24, 8, True), (33000, 42, 66, 12, 22, True), (25000, 30, 76, 16, 10, True)]),
    ([(BUILDING, 0), (WALL, 24), (ROAD, 38)],
     [(29000, 30, 84, 12, 12, False), (24, 28, 0, 10, 18, False), (27000, 12, 30, 36, 40, False),
      (31000, 20, 4, 20, 24, False),
      (32000, 40, 8, 16, 12, True)]),
    ([(SKY, 0), (BUILDING, 6), (VEGETATION, 26), (ROAD, 42)],
     [(0, 44, 84, 20, 12, False), (26000, 38, 2, 16, 22, True), (26001, 38, 26, 14, 18, True),
      (26002, 40, 46, 9, 12, True),
      (24000, 30, 64, 28, 9, True), (24001, 34, 76, 20, 6, True)]),
]


def instance_ids(scene):
    """int64 [H,W]."""
    stuff, objects = scene
    y, x = torch.meshgrid(torch.arange(HEIGHT), torch.arange(WIDTH), indexing="ij")
    ids = torch.zeros(HEIGHT, WIDTH, dtype=torch.int64)
    for label, row in stuff:
        ids[row:] = label
    for label, top, left, height, width, is_round in objects:
        v, u = 2 * (y - top) + 1 - height, 2 * (x - left) + 1 - width   # twice the distance from the middle
        inside = (v.abs() < height) & (u.abs() < width)
        if is_round:
            inside &= v ** 2 * width ** 2 + u ** 2 * height ** 2 <= (height * width) ** 2
        ids[inside] = label
    return ids


def image(number):
    """uint8 [H,W,3]."""
    return hashing.rgb_image(f"{NOISE} picture {number}", HEIGHT, WIDTH)


def batches():
    """Two batches of two: (float32 images [2,3,H,W] from 0 to 1, ids [2,H,W])."""
    images = [torch.from_numpy(image(n)).permute(2, 0, 1).float() / 255 for n in range(4)]
    ids = [instance_ids(scene) for scene in SCENES]
    return [(torch.stack(images[n:n + 2]), torch.stack(ids[n:n + 2])) for n in (0, 2)]
