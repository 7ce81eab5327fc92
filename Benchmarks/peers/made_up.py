"""Made-up scenes with a known number of objects: outputs as a well-trained network gives them, and an image for a
random one.

In the outputs objects are ellipses that do not overlap. Their pixels point at the ellipse's centre, scattered within
0.6 of the distance at which the centre claims them; seeds fall off with that distance. So no comparison that the
clustering makes is near its threshold, and its result does not hang on rounding.
"""
import math

import numpy as np

BACKGROUND_SEED = -4.0
SCATTER, REACH = 0.6, 0.35      # of the distance that is claimed; and that distance, of an ellipse's longer half axis
SMALLEST, LARGEST = 14, 150     # longer half axis in pixels, in an image of 1024 rows
STEP_X, STEP_Y = 2 / 2047, 1 / 1023


def ellipses(random, height, width, count, attempts=20000):
    """`count` ellipses of at least 200 pixels: (mask, longer half axis), or fewer where there is no room."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    taken, found = np.zeros((height, width), bool), []
    for _ in range(attempts):
        if len(found) == count:
            break
        centre_x, centre_y = random.uniform(0.03, 0.97) * width, random.uniform(0.06, 0.94) * height
        long = math.exp(random.uniform(math.log(SMALLEST), math.log(LARGEST))) * height / 1024
        short, angle = long * random.uniform(0.45, 1), random.uniform(0, math.pi)
        if long * short * math.pi < 200:
            continue
        u = (x - centre_x) * math.cos(angle) + (y - centre_y) * math.sin(angle)
        v = (y - centre_y) * math.cos(angle) - (x - centre_x) * math.sin(angle)
        mask = (u / long) ** 2 + (v / short) ** 2 <= 1
        if mask.sum() >= 200 and not (mask & taken).any():
            taken |= mask
            found.append((mask, long))
    return found


def made_up_outputs(height, width, objects, stuff, things, sigmas, seed=3):
    """Float32 semantic [stuff + 2, height, width] and instance [2 + sigmas + things, height, width], and the number of
    objects."""
    random = np.random.default_rng(seed)
    semantic = random.standard_normal((stuff + 2, height, width), np.float32)
    band = np.arange(height) * stuff // height
    semantic[band, np.arange(height)] += 6      # stuff in bands
    instance = np.zeros((2 + sigmas + things, height, width), np.float32)
    instance[2 + sigmas:] = BACKGROUND_SEED
    found = ellipses(random, height, width, objects)
    for mask, long in found:
        y, x = np.nonzero(mask)
        reach = REACH * long * STEP_Y
        distance = SCATTER * reach * np.sqrt(random.random(x.size))
        angle = 2 * math.pi * random.random(x.size)
        instance[0][mask] = np.arctanh(x.mean() * STEP_X + distance * np.cos(angle) - x * STEP_X)
        instance[1][mask] = np.arctanh(y.mean() * STEP_Y + distance * np.sin(angle) - y * STEP_Y)
        instance[2:2 + sigmas, mask] = math.log(math.log(2) / reach ** 2) / 10
        gaussian = np.clip(np.exp2(-(distance / reach) ** 2), 0, 0.9999)
        instance[2 + sigmas + random.integers(things)][mask] = np.log(gaussian / (1 - gaussian))
        semantic[stuff][mask] += 12             # "some thing"
    return semantic, instance, len(found)


THING_COLOURS = [(k & 1, k >> 1 & 1, k >> 2 & 1) for k in range(8)]    # those of the classes' discs
ROWS, COLUMNS = 4, 8


def disc_radius(height):
    return 60 * height / 1024


def discs_image(height, width, count):
    """8-bit RGB [height, width, 3]: at most 32 discs in the classes' colours on grey noise. Those of one class are far
    apart."""
    random = np.random.default_rng(7)
    pixels = random.integers(90, 128, (height, width, 3)).astype(np.uint8)
    y, x = np.mgrid[:height, :width]
    for place in range(min(count, ROWS * COLUMNS)):
        row, column = divmod(place, COLUMNS)
        distance = np.hypot(y - (row + 0.5) * height / ROWS, x - (column + 0.5) * width / COLUMNS)
        pixels[distance < disc_radius(height)] = 255 * np.array(THING_COLOURS[(column + 3 * row) % 8])
    return pixels
