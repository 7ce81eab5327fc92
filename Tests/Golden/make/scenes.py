"""The scenes of the clustering goldens. Each function gives a Scene; what it is to show stands in its first line.

`attempt` goes into the noise: the caller asks for another attempt where rounding could decide a pixel.
"""
import numpy as np

from reference import STUFF_LABEL_IDS, THING_LABEL_IDS
from scene import Scene

FEW_STUFF, FEW_THINGS = (7, 11, 23), (24, 26)
ONE_THING = (26,)


def paint(scene, thing, pixels, radii, peak):
    """An object as a trained network shows it: pixels point at their mean, seeds fall off towards the border."""
    x, y = scene.x[pixels].mean(), scene.y[pixels].mean()
    scene.point(pixels, x * 2 / 2047, y / 1023)
    scene.reach(pixels, *radii)
    distance = np.hypot(scene.x - x, scene.y - y)
    fall = np.round(20 * distance / distance[pixels].max())
    scene.seed(thing, pixels, np.clip(peak - fall + scene.noise(f"seed {thing} {peak}", -1, 1), 1, 48)[pixels])


def backdrop(scene):
    """Stuff in bands, "some thing" where a seed map is positive, void strong everywhere at the top."""
    band = (scene.y * len(scene.stuff) // scene.height + scene.noise("band", 0, 1)) % len(scene.stuff)
    scene.semantic[band, np.arange(band.size)] = 20
    scene.semantic[-2] = np.where((scene.seeds > 0).any(0), 24, 0)
    scene.semantic[-1] = np.where(scene.y < scene.height // 2, 100, -100)


def street(attempt):
    """A street: objects of several classes, touching, overlapping each other and other classes; Cityscapes' classes."""
    s = Scene(f"street {attempt}", 56, 88, STUFF_LABEL_IDS, THING_LABEL_IDS)
    for thing, y, x, ry, rx, peak in ((2, 38, 16, 10, 15, 40), (2, 36, 47, 11, 16, 44), (2, 42, 70, 9, 14, 36),
                                      (0, 20, 30, 12, 5, 40),
                                      (0, 20, 41, 12, 6, 38), (3, 22, 66, 14, 20, 42), (7, 46, 34, 8, 12, 46),
                                      (1, 10, 35, 7, 9, 32)):
        paint(s, thing, s.ellipse(y, x, ry, rx), (0.016,), peak)
    backdrop(s)
    return s


def two_sigmas(attempt):
    """Bandwidths of their own for x and y: objects that lie close in one direction are told apart by it."""
    s = Scene(f"two sigmas {attempt}", 48, 80, FEW_STUFF, FEW_THINGS, sigmas=2)
    for x in (10, 24, 38, 52, 66):
        paint(s, 0, s.ellipse(16, x, 14, 6), (0.006, 0.02), 40 - x // 7)
    for y in (30, 40):
        paint(s, 1, s.ellipse(y, 40, 5, 34), (0.05, 0.004), 30 + y // 8)
    backdrop(s)
    return s


def noise(attempt):
    """Nothing but noise: chance objects, seeds in plenty that claim little, equal logits in the semantic output."""
    s = Scene(f"noise {attempt}", 40, 56, FEW_STUFF, FEW_THINGS)
    for axis in range(2):
        s.offsets[axis] = s.noise(f"offset {axis}", -40, 40)
    s.sigmas[0] = s.noise("sigma", 30, 46)
    for thing in range(2):
        s.seeds[thing] = s.noise(f"seed {thing}", -24, 24)
    for channel in range(5):
        s.semantic[channel] = s.noise(f"logit {channel}", -2, 2)
    return s


def ties(attempt):
    """Equal seeds: the pixel of the lowest index comes first, and each has a reach of its own, so that it matters."""
    s = Scene(f"ties {attempt}", 40, 64, FEW_STUFF, FEW_THINGS)
    for thing, y, x in ((0, 12, 14), (0, 14, 40), (1, 28, 20), (1, 28, 50)):
        pixels = s.ellipse(y, x, 11, 13)
        s.point(pixels, x * 2 / 2047, y / 1023)
        for axis in range(2):
            s.offsets[axis, pixels] += s.noise(f"jitter {axis}", -4, 4)[pixels].astype(np.int8)
        s.sigmas[0, pixels] = s.noise("sigma", 46, 64)[pixels]
        s.seed(thing, pixels, 8 * s.noise("level", 1, 3)[pixels])
    backdrop(s)
    return s


def saturated(attempt):
    """Seeds that are exactly 1 in 32 bits: equal, though later pixels have higher logits."""
    s = Scene(f"saturated {attempt}", 40, 48, FEW_STUFF, FEW_THINGS)
    for thing, y, x in ((0, 13, 15), (1, 20, 30), (1, 30, 14)):
        pixels = s.ellipse(y, x, 10, 14)
        s.point(pixels, x * 2 / 2047, y / 1023)
        s.sigmas[0, pixels] = s.noise("sigma", 50, 62)[pixels]
        s.seed(thing, pixels, (80 + 47 * (s.y * s.width + s.x) // s.y.size)[pixels])
    backdrop(s)
    return s


def counts(attempt):
    """Objects of 128 and 129 pixels, alone in their class and with others; seeds of exactly 0.5."""
    s = Scene("counts", 40, 64, STUFF_LABEL_IDS, THING_LABEL_IDS, offset_exponent=-7)
    s.seeds[7] = 0                                    # 0.5: not above a mask's threshold of 0.5, but at least a seed's
    everything = np.arange(s.y.size)
    s.point(everything, 0, 0.6)
    s.reach(everything, 0.05)
    parts = {0: (128,),                               # too few seeds: left alone
             1: (129,),                               # just enough
             2: (128, 129, 40),                       # a rejected object, one kept, a rest that is not looked at
             3: (129, 128),                           # after the first, 128 are left: not looked at
             4: (60, 50, 40, 30, 200, 129),           # small ones that are claimed but kept out
             5: (300, 300)}
    backdrop(s)                                       # before the seeds: most object pixels have a stuff class below
    for thing, sizes in parts.items():
        for k, size in enumerate(sizes):
            pixels = s.take(size)
            s.point(pixels, 0.4 * (k % 3) - 0.4, 0.4 * (k // 3) - 0.2)
            s.reach(pixels, 0.05)
            s.seed(thing, pixels, 40 - 4 * k)
    overlapping_pair(s, 6, (109, 20, 127))            # after the first, 128 are left; 148 pixels are near the second
    return s


def overlapping_pair(s, thing, sizes):
    """Two objects: the first claims sizes[0] + sizes[1] pixels and its seed, the second sizes[1] + sizes[2] and its
    seed."""
    groups = [s.take(1), s.take(sizes[0]), s.take(sizes[1]), s.take(1), s.take(sizes[2])]
    for pixels, x, logit in zip(groups, (0.1, 0, 0.2, 0.3, 0.4), (40, 20, 20, 30, 12)):
        s.point(pixels, x - 0.2, 0.05)
        s.reach(pixels, 0.15)
        s.seed(thing, pixels, logit)


def shares(attempt):
    """Second objects that overlap first ones: exactly half free (claimed, but no object), and one pixel more (an
    object, which takes pixels from the first). The seed itself does not count as free."""
    s = Scene("shares", 40, 56, FEW_STUFF, FEW_THINGS, offset_exponent=-7)
    backdrop(s)
    overlapping_pair(s, 0, (200, 150, 151))           # 151 of 302 are free
    overlapping_pair(s, 1, (200, 150, 152))           # 152 of 303
    return s


def overwriting(attempt):
    """Later classes on top of earlier ones: an object that vanishes altogether, one that loses pixels to a rest without
    object."""
    s = Scene("overwriting", 40, 56, STUFF_LABEL_IDS, THING_LABEL_IDS, offset_exponent=-7)
    backdrop(s)
    first, second, third, rest = s.take(300), s.take(300), s.take(300), s.take(90)
    for pixels, x in ((first, -0.4), (second, 0), (third, 0.4), (rest, 0.7)):
        s.point(pixels, x, 0)
        s.reach(pixels, 0.08)
    for thing, pixels, logit in ((0, first, 30), (0, second, 28), (1, third, 30),   # person, person, rider
                                 (2, first, 12), (2, third, 10),
                                                    # cars: cover one person and the rider
                                 (6, second[:80], 24), (6, rest, 24),               # too small for objects: become 0
                                 (7, third[-128:], 24)):                            # too few seeds: left alone
        s.seed(thing, pixels, logit)
    return s


def nothing(attempt):
    """No object at all."""
    s = Scene("nothing", 8, 16, STUFF_LABEL_IDS, THING_LABEL_IDS)
    for channel in range(13):
        s.semantic[channel] = s.noise(f"logit {channel}", -20, 20)
    return s


def one_pixel(attempt):
    """The smallest image."""
    s = Scene("one pixel", 1, 1, FEW_STUFF, FEW_THINGS)
    s.semantic[:, 0] = (-4, 8, 8, 7, 100)
    s.seeds[:, 0] = 40
    return s


def crowd(attempt):
    """Objects only (no semantic output), many, in the largest image."""
    s = Scene(f"crowd {attempt}", 96, 160, (), ONE_THING)
    for row in range(4):
        for column in range(6):
            y, x = 12 + 24 * row, 14 + 26 * column + row
            paint(s, 0, s.ellipse(y, x, 8 + row, 11 + column), (0.011 + 0.001 * column,), 26 + 3 * row + column)
    return s


def crowd_two_sigmas(attempt):
    """Objects only, of two sigmas that are noise: what an object takes hangs on the very pixel that is its seed."""
    s = Scene(f"crowd of two sigmas {attempt}", 48, 72, (), ONE_THING, sigmas=2)
    for y, x in ((12, 16), (14, 40), (12, 58), (34, 20), (36, 50)):
        pixels = s.ellipse(y, x, 12, 14)
        paint(s, 0, pixels, (0.01, 0.01), 20 + x // 4)
        for axis in range(2):
            s.sigmas[axis, pixels] = s.noise(f"sigma {axis}", 48, 64)[pixels]
    return s


DEFAULTS = {}
STRICT = {"seed_threshold": 0.9}                      # SpatialEmbeddings' own test
SMALL = {"min_pixels": 20}
WIDE = {"claim_threshold": 0.25, "unclaimed_share": 0.7, "min_pixels": 60}
LOW_MASK = {"mask_threshold": 0.25, "seed_threshold": 0.75, "min_pixels": 40}
HIGH_MASK = {"mask_threshold": 0.95, "claim_threshold": 0.625, "unclaimed_share": 0.25, "min_pixels": 10}
NO_MINIMUM = {"min_pixels": 0}

# Scene, and the sets of options that it is clustered with.
SCENES = [
    (street, (DEFAULTS, STRICT, HIGH_MASK)),
    (two_sigmas, (DEFAULTS, WIDE)),
    (noise, (SMALL, LOW_MASK)),
    (ties, (DEFAULTS, SMALL, WIDE)),
    (saturated, (DEFAULTS, SMALL)),
    (counts, (DEFAULTS, {"min_pixels": 127}, {"min_pixels": 128, "seed_threshold": 0.9999}, {"mask_threshold": 0.25})),
    (shares, (DEFAULTS,)),
    (overwriting, (DEFAULTS, SMALL)),
    (nothing, (DEFAULTS, NO_MINIMUM)),
    (one_pixel, (DEFAULTS, NO_MINIMUM)),
    (crowd, (DEFAULTS, STRICT)),
    (crowd_two_sigmas, (DEFAULTS, SMALL)),
]
