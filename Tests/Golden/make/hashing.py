"""Weights and images made of integer hashes, so that tests make the same bits instead of storing them.

`HashNoise.swift` and `HashImage.swift` in `Tests/Golden/read`, and `Tests/Library/Core/HashWeights.swift`, are the same
in Swift. Integers wrap at 32 bits; real numbers are computed in double precision with additions, multiplications and
square roots only, which IEEE 754 rounds in one way, and rounded to float once.
"""
import math

import numpy as np
import torch
from torch import nn


def fnv1a(text):
    """FNV-1a of the text's bytes, 32 bits: each tensor has noise of its own."""
    h = 2166136261
    for byte in text.encode():
        h = (h ^ byte) * 16777619 & 0xFFFFFFFF
    return h


def mix(x):
    """uint32 -> uint32, a bijection in which every input bit changes half of the output bits."""
    x = x ^ x >> np.uint32(16)
    x = x * np.uint32(0x7FEB352D)
    x = x ^ x >> np.uint32(15)
    x = x * np.uint32(0x846CA68B)
    return x ^ x >> np.uint32(16)


def noise(name, index):
    """uint32 noise for each element index of the tensor `name`."""
    return mix(mix(index.astype(np.uint32)) ^ np.uint32(fnv1a(name)))


def uniform(name, shape, low, high):
    """float32 tensor between low and high, of 24-bit resolution."""
    unit = (noise(name, np.arange(math.prod(shape))) >> np.uint32(8)).astype(np.float64) * 2.0 ** -24
    return torch.from_numpy((low + (high - low) * unit).astype(np.float32).reshape(shape))


def fill(model):
    """Sets all weights and statistics of a model. Ranges keep activations of order 1, and the residual branches small
    as in trained networks: so rounding is not amplified from layer to layer."""
    with torch.no_grad():
        for path, module in model.named_modules():
            def put(tensor, name, low, high):
                tensor.copy_(uniform(f"{path}.{name}", tuple(tensor.shape), low, high))

            if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
                taps = math.prod(module.kernel_size)
                if isinstance(module, nn.ConvTranspose2d):
                    taps /= 4   # of a transposed convolution of stride 2, a quarter of the window reaches an output
                bound = math.sqrt(6 / (module.in_channels * taps))
                put(module.weight, "weight", -bound, bound)
                put(module.bias, "bias", -0.125, 0.125)
            elif isinstance(module, nn.BatchNorm2d):
                low, high = (0.125, 0.375) if path.endswith("bn2") else (0.625, 1.375)
                put(module.weight, "weight", low, high)
                put(module.bias, "bias", -0.25, 0.25)
                put(module.running_mean, "running_mean", -0.125, 0.125)
                put(module.running_var, "running_var", 0.5, 2.0)


def silence(model, but):
    """Blocks add nothing to their input, but for the one of this path: then only it can be wrong in what comes out."""
    with torch.no_grad():
        for path, module in model.named_modules():
            if path.endswith("bn2") and path != f"{but}.bn2":
                module.weight.zero_()
                module.bias.zero_()


def bit_sum(tensors):
    """Sum of all bit patterns, 64 bits: tells that both sides made the same floats."""
    return sum(int(t.contiguous().numpy().view(np.uint32).sum(dtype=np.uint64)) for t in tensors) & 0xFFFFFFFFFFFFFFFF


CELL = 16   # pixels between the lattice points of the smooth part


def rgb_image(name, height, width):
    """uint8 [height,width,3]: a smooth field with noise on it, in integer arithmetic."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    columns = width // CELL + 2

    def corner(dy, dx):
        return noise(name + " lattice", ((y // CELL + dy) * columns + x // CELL + dx) * 3 + c) & np.uint32(255)

    fy, fx = (y % CELL).astype(np.uint32), (x % CELL).astype(np.uint32)
    smooth = ((corner(0, 0) * (CELL - fx) + corner(0, 1) * fx) * (CELL - fy)
              + (corner(1, 0) * (CELL - fx) + corner(1, 1) * fx) * fy) >> np.uint32(8)
    grain = noise(name + " grain", (y * width + x) * 3 + c) & np.uint32(31)
    return (smooth * 7 // 8 + grain).astype(np.uint8)
