"""Writes data/network/*.safetensors: what the reference makes of images and weights made of hashes (hashing.py).

    python3 make_golden.py          (needs torch, numpy)

A file is one model and one image. Its tensors `semantic` and `instance` hold every `row_step`th row and `column_step`th
column of the outputs, from 0. Its metadata name the architecture, its width in quarters where it is not the whole one,
the image's size, and sums of the weights' bits and of the image's bytes. The reference runs in double precision, so
that goldens carry no rounding but the last.
"""
import numpy as np
import torch

import hashing
import reference
from golden_file import write

# name: architecture, semantic channels, sigmas, things, width where it is not 4
MODELS = {
    "pan_secb": ("PanSECB", 13, 1, 8),
    "two_sigmas": ("PanSECB", 13, 2, 8),
    "few_classes": ("PanSECB", 5, 1, 2),
    "branched_erfnet": ("BranchedERFNet", 0, 1, 1),
    "branched_two_sigmas": ("BranchedERFNet", 0, 2, 1),
    "erfnet": ("ERFNet", 20, 0, 0),
    "pan_secb_half": ("PanSECB", 13, 1, 8, 2),
    "pan_secb_quarter": ("PanSECB", 13, 1, 8, 1),
    "pan_secb_three_quarters": ("PanSECB", 13, 1, 8, 3),
    "branched_erfnet_half": ("BranchedERFNet", 0, 1, 1, 2),
    "erfnet_half": ("ERFNet", 20, 0, 0, 2),
}

# model, height, width, row step, column step. Steps are odd, so that all positions within a network's 8x8 pixels occur.
CASES = [
    ("pan_secb", 1, 1, 1, 1),
    ("pan_secb", 8, 8, 1, 1),
    ("pan_secb", 8, 9, 1, 1),
    ("pan_secb", 13, 17, 1, 1),
    ("pan_secb", 9, 31, 1, 1),
    ("pan_secb", 16, 24, 1, 1),
    ("pan_secb", 40, 72, 5, 1),
    ("pan_secb", 104, 168, 13, 1),
    ("two_sigmas", 13, 17, 1, 1),
    ("two_sigmas", 24, 40, 3, 1),
    ("few_classes", 9, 31, 1, 1),
    ("few_classes", 24, 40, 1, 1),
    ("branched_erfnet", 8, 9, 1, 1),
    ("branched_erfnet", 24, 40, 1, 1),
    ("branched_erfnet", 16, 1000, 1, 7),     # wide and tall: many tiles of a row or column, few of the other
    ("branched_erfnet", 1000, 16, 7, 1),
    ("branched_two_sigmas", 16, 24, 1, 1),
    ("erfnet", 1, 1, 1, 1),
    ("erfnet", 9, 31, 1, 1),
    ("erfnet", 16, 24, 1, 1),
    ("pan_secb_half", 1, 1, 1, 1),
    ("pan_secb_half", 13, 17, 1, 1),
    ("pan_secb_half", 40, 72, 5, 1),
    ("pan_secb_half", 104, 168, 13, 1),
    ("pan_secb_quarter", 8, 9, 1, 1),
    ("pan_secb_quarter", 13, 17, 1, 1),
    ("pan_secb_quarter", 40, 72, 5, 1),
    ("pan_secb_quarter", 104, 168, 13, 1),
    ("pan_secb_three_quarters", 9, 31, 1, 1),
    ("branched_erfnet_half", 24, 40, 1, 1),
    ("erfnet_half", 9, 31, 1, 1),
]


def build(architecture, semantic, sigmas, things, width=4):
    if architecture == "PanSECB":
        model = reference.PanSECB(semantic, sigmas, things, width)
    elif architecture == "BranchedERFNet":
        model = reference.BranchedERFNet((2 + sigmas, things), width)
    else:
        model = reference.ERFNet(semantic, width)
    hashing.fill(model)
    return model.eval()


def run(model, pixels, dtype):
    """Bytes [H,W,3] -> semantic and instance [C,H,W] or None, in the given precision."""
    height, width = pixels.shape[:2]
    image = (torch.from_numpy(pixels).to(dtype) / 255).permute(2, 0, 1)[None]
    with torch.no_grad():
        outputs = model.to(dtype)(reference.pad_to_multiple_of_8(image))
    return [o if o is None else o[0, :, :height, :width] for o in outputs]


def worst_difference(a, b):
    """Largest difference, as a share of the largest value."""
    return max(float((x - y).abs().max() / y.abs().max()) for x, y in zip(a, b) if x is not None)


def main():
    for name, height, width, row_step, column_step in CASES:
        model = build(*MODELS[name])
        weights = [t for key, t in model.state_dict().items() if not key.endswith("num_batches_tracked")]
        pixels = hashing.rgb_image(f"{name} {height}x{width}", height, width)
        metadata = dict(zip(("architecture", "semantic", "sigmas", "things", "width_quarters"), map(str, MODELS[name])))
        metadata |= {"height": str(height), "width": str(width), "row_step": str(row_step),
                     "column_step": str(column_step)}
        metadata |= {"weights": str(hashing.bit_sum(weights)), "image": str(int(pixels.sum(dtype=np.uint64)))}

        single = run(model, pixels, torch.float32)
        double = run(model, pixels, torch.float64)
        tensors = {key: output[:, ::row_step, ::column_step].float().numpy()
                   for key, output in zip(("semantic", "instance"), double) if output is not None}
        write(tensors, f"network/{name}_{height}x{width}", metadata)
        deviations = " ".join(f"{float(o.std()):.2f}" for o in double if o is not None)
        print(f"{name} {height}x{width}: deviation {deviations}, "
              f"float32 differs by {worst_difference(single, double):.1e}")


if __name__ == "__main__":
    main()
