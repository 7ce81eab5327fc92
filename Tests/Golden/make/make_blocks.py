"""Writes data/blocks/*.safetensors: networks in which a single residual block does anything.

    python3 make_blocks.py          (needs torch, numpy)

All other blocks are silenced: their output is their input. So a wrong block is found by its name, though only whole
networks can be run. Tensors are named as the block, and hold every `step`th row and column of the instance output
[C,H,W]; `none` is that of a network in which all blocks are silent. The image is large enough for every dilation to
reach across it.
"""
import numpy as np
import torch

import hashing
from golden_file import write
from make_golden import MODELS, build, run
from reference import NonBottleneck1D

NAME, HEIGHT, WIDTH, STEP = "branched_erfnet", 144, 168, 13


def main():
    pixels = hashing.rgb_image(f"{NAME} {HEIGHT}x{WIDTH}", HEIGHT, WIDTH)
    blocks = [path for path, module in build(*MODELS[NAME]).named_modules() if isinstance(module, NonBottleneck1D)]
    tensors = {}
    for block in ["none"] + blocks:
        model = build(*MODELS[NAME])
        hashing.silence(model, but=block)
        _, instance = run(model, pixels, torch.float64)
        tensors[block] = instance[:, ::STEP, ::STEP].float().numpy()
        change = np.abs(tensors[block] - tensors["none"]).max() / np.abs(tensors["none"]).max()
        print(f"{block}: changes the output by {change:.2f}")
    write(tensors, f"blocks/{NAME}_{HEIGHT}x{WIDTH}",
          {"height": str(HEIGHT), "width": str(WIDTH), "step": str(STEP),
           "image": str(int(pixels.sum(dtype=np.uint64)))})


if __name__ == "__main__":
    main()
