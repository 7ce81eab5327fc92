"""Made-up network outputs: small integers times a power of two, so that files are small and every float is exact."""
import math

import numpy as np
import torch

import hashing

SEMANTIC_EXPONENT, SIGMA_EXPONENT, SEED_EXPONENT = -2, -6, -2   # outputs are integers * 2**exponent
NO_OBJECT = -16                                                 # seed logit -4


class Scene:
    """Outputs of one image, to be painted object by object. Pixels are chosen by boolean masks or flat indices."""

    def __init__(self, name, height, width, stuff, things, sigmas=1, offset_exponent=-9):
        self.name, self.height, self.width = name, height, width
        self.stuff, self.things = stuff, things
        self.offset_exponent = offset_exponent
        channels = len(stuff) + 2 if stuff else 0   # "some thing" and void are the last two
        size = height * width
        self.semantic = np.zeros((channels, size), np.int8)
        self.offsets = np.zeros((2, size), np.int8)
        self.sigmas = np.zeros((sigmas, size), np.int8)
        self.seeds = np.full((len(things), size), NO_OBJECT, np.int8)
        self.y, self.x = (a.ravel() for a in np.mgrid[:height, :width])
        self.untaken = 0

    def take(self, count):
        """The next `count` pixels, row by row, that nobody took."""
        self.untaken += count
        assert self.untaken <= self.height * self.width
        return np.arange(self.untaken - count, self.untaken)

    def ellipse(self, y, x, radius_y, radius_x):
        return ((self.y - y) / radius_y) ** 2 + ((self.x - x) / radius_x) ** 2 <= 1

    def noise(self, what, low, high):
        """For each pixel an integer of low ... high."""
        return low + (hashing.noise(f"{self.name} {what}", np.arange(self.height * self.width))
                      % (high - low + 1)).astype(int)

    def point(self, pixels, x, y):
        """The pixels' embeddings lie at about (x, y), whatever their place in the image."""
        position = np.stack((self.x * 2 / 2047, self.y / 1023))[:, pixels]
        offset = np.arctanh(np.array([[x], [y]]) - position) / 2 ** self.offset_exponent
        self.offsets[:, pixels] = exact_int8(np.round(offset))

    def reach(self, pixels, *radii):
        """Seeds among the pixels claim embeddings up to about this far away: one radius for each sigma."""
        for sigma, radius in zip(self.sigmas, radii, strict=True):
            sigma[pixels] = exact_int8(round(math.log(math.log(2) / radius ** 2) / 10 / 2 ** SIGMA_EXPONENT))

    def seed(self, thing, pixels, logits):
        """Seed logits for the class, in units of 1/4."""
        self.seeds[thing][pixels] = exact_int8(logits)

    def outputs(self):
        """Float32 semantic [C,H,W] or None, and instance [2+S+T,H,W]."""
        def scaled(values, exponent):
            return torch.from_numpy(values.astype(np.float32) * 2.0 ** exponent).reshape(-1, self.height, self.width)

        instance = torch.cat((scaled(self.offsets, self.offset_exponent), scaled(self.sigmas, SIGMA_EXPONENT),
                              scaled(self.seeds, SEED_EXPONENT)))
        return scaled(self.semantic, SEMANTIC_EXPONENT) if self.stuff else None, instance


def exact_int8(values):
    assert np.abs(values).max(initial=0) <= 127, "does not fit 8 bits"
    return np.asarray(values).astype(np.int8)
