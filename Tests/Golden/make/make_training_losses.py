"""Writes data/training/losses.safetensors: losses of made-up outputs and their gradients with respect to the outputs.

    python3 make_training_losses.py          (needs torch, numpy)

Outputs are noise (RANGES) of the names "<noise> semantic", "<noise> offsets", "<noise> sigmas", "<noise> seeds", as
[N,C,H,W], where the metadata give <noise>. Gradients are computed in double precision and rounded. Tensors:

    <case>/ids                  int32 [N,H,W] instanceIds
    <case>/losses               those of LOSSES, before weighting
    <case>/semantic_gradient    of the total loss [N,13,H,W]
    <case>/offset_gradient      [N,2,H,W]      <case>/sigma_gradient  [N,S,H,W]      <case>/seed_gradient  [N,8,H,W]
    semantic_weights [13], seed_weights [8]

and metadata <case>.noise, .outputs (sum of their bits), .sigmas, .lovasz, .variance, .seed (weights), .to_center,
.folded, and .drift: how far the worst gradient moves when PyTorch computes in single precision, as a share of the
part's largest.

In the folded case pixels tie in the Lovasz sort, and which of them gets which slope is nobody's business. There a
single object lies in the middle of the image and all offsets are 0, so that the four mirror images of a pixel tie, and
nothing else. What does not depend on their order is their sum, with the sign of the side for x and y: offset_gradient
is [N,2,H/2,W/2], the sum over the mirror images of the upper left quarter's pixels, where mirrored x gradients change
their sign in x, y gradients in y.
"""
import numpy as np
import torch

import decided_training
import hashing
from golden_file import write
from training_reference import SEED_WEIGHTS, SEMANTIC_WEIGHTS, losses, targets

LOSSES = ("total", "cross_entropy", "embedding", "lovasz", "variance", "seed", "iou")
RANGES = {"semantic": (-3, 3), "offsets": (-0.005, 0.005), "sigmas": (0.625, 1.125), "seeds": (-3, 3)}

ROAD, SIDEWALK, BUILDING, VEGETATION, SKY, OUT_OF_ROI, CARAVAN = 7, 8, 11, 21, 23, 3, 29001


def scene(height, width, *rectangles, background=BUILDING):
    """instanceIds of rectangles (id, top, left, height, width) over a sky, a background and a road."""
    ids = torch.full((height, width), background)
    ids[:height // 4], ids[height - height // 4:] = SKY, ROAD
    for label, top, left, tall, wide in rectangles:
        ids[top:top + tall, left:left + wide] = label
    return ids


NOTHING = scene(24, 40, (OUT_OF_ROI, 0, 0, 24, 2), (VEGETATION, 4, 20, 8, 9), (24, 12, 30, 5, 6),
                (CARAVAN, 14, 8, 4, 7))
ONE = scene(24, 40, (OUT_OF_ROI, 20, 0, 4, 40), (25, 10, 2, 5, 7), (26001, 9, 15, 8, 12))
FIVE = scene(24, 40, (0, 0, 30, 3, 10), (26, 14, 0, 6, 6), (26000, 10, 8, 7, 9), (26001, 11, 17, 6, 8),
                 # two cars touch
             (24003, 6, 27, 12, 4), (33000, 15, 25, 5, 4), (19, 5, 35, 10, 1),
             (24007, 2, 37, 1, 1))        # one of a single pixel
OTHER = scene(24, 40, (SIDEWALK, 18, 0, 6, 18), (28000, 5, 6, 13, 12), (24001, 10, 25, 9, 4), (24002, 11, 29, 9, 4),
              (27, 2, 34, 4, 5))
TWELVE = scene(16, 64, (24000, 3, 1, 8, 3), (24001, 3, 4, 8, 3), (25000, 2, 9, 6, 4), (26000, 8, 8, 6, 9),
               (26001, 6, 18, 6, 8),
               (27000, 1, 27, 12, 7), (28000, 2, 34, 11, 6), (31000, 4, 41, 9, 6), (32000, 7, 48, 5, 3),
               (33000, 9, 52, 4, 4),
               (33001, 6, 52, 3, 4), (26005, 5, 57, 6, 6), (24, 13, 30, 3, 9), (0, 0, 60, 2, 4))
MIDDLE = scene(16, 64, (26001, 4, 26, 8, 12))

# name: which noise, ids of the images, sigmas, weights of the Lovasz hinge, the variance and the seeds, whether objects
# have their mean pixel as centre
CASES = {
    "nothing": (0, [NOTHING], 1, (1, 10, 1), True),
    "one": (32, [ONE], 1, (1, 10, 1), True),
    "five": (110, [FIVE], 2, (1, 10, 1), True),
    "twelve": (25, [TWELVE], 1, (0.5, 4, 2), True),
    "two_images": (183, [OTHER, ONE], 1, (1, 10, 1), True),
    "embedding_center": (34, [ONE], 2, (1, 10, 1), False),
    "ties": (0, [MIDDLE], 1, (1, 10, 1), True),
}


def outputs(noise, ids, sigmas):
    """Made-up network outputs, float32."""
    batch, (height, width) = len(ids), ids[0].shape
    channels = {"semantic": 13, "offsets": 2, "sigmas": sigmas, "seeds": 8}
    made = {part: hashing.uniform(f"{noise} {part}", (batch, count, height, width), *RANGES[part])
            for part, count in channels.items()}
    return made


def gradients(made, ids, options, dtype):
    """The losses and their gradients by part of the output."""
    leaves = {part: tensor.to(dtype, copy=True).requires_grad_() for part, tensor in made.items()}
    values = losses(leaves["semantic"], torch.cat([leaves[p] for p in ("offsets", "sigmas", "seeds")], 1), ids,
                    **options)
    values["total"].backward()
    return ([float(values[n].detach()) for n in LOSSES],
            {f"{part.removesuffix('s')}_gradient": leaf.grad for part, leaf in leaves.items()})


def difference(found, truth):
    """Largest difference as a share of the largest magnitude."""
    return float((found - truth).abs().max()) / max(float(truth.abs().max()), 1e-30)


def fold(gradient):
    """[N,2,H,W] -> [N,2,H/2,W/2], see above."""
    x, y = gradient[:, :1], gradient[:, 1:]
    both = torch.cat((x - x.flip(3) + x.flip(2) - x.flip(2, 3), y + y.flip(3) - y.flip(2) - y.flip(2, 3)), 1)
    return both[:, :, :both.shape[2] // 2, :both.shape[3] // 2]


def margin(made, ids, sigmas, to_center):
    """How near the case comes to another order of the sort, as a difference of errors."""
    smallest = float("inf")
    for image, wanted in zip(range(len(ids)), map(targets, ids)):
        offsets, sigma = made["offsets"][image].double(), made["sigmas"][image].double()
        y, x = torch.meshgrid(*(torch.arange(n).double() for n in ids[image].shape), indexing="ij")
        xy = torch.stack((x * 2 / 2047, y / 1023))
        embedding = offsets.tanh() + xy
        for _, mask in wanted.objects:
            center = (xy if to_center else embedding)[:, mask].mean(1)[:, None, None]
            distance = (embedding - center) ** 2 * (10 * sigma[:, mask].mean(1)).exp()[:, None, None]
            gaussian = (-distance.sum(0)).exp()
            smallest = min(smallest,
                           decided_training.sort_margin((2 * gaussian - 1).flatten(), mask.flatten().double()),
                           float((gaussian - 0.5).abs().min()))
    return smallest


def main():
    arrays = {"semantic_weights": np.array(SEMANTIC_WEIGHTS, np.float32),
              "seed_weights": np.array(SEED_WEIGHTS, np.float32)}
    metadata = {"cases": " ".join(CASES), "losses": " ".join(LOSSES)}
    for name, (salt, images, sigmas, weights, to_center) in CASES.items():
        noise, folded = f"{name} {salt}", name == "ties"
        ids, made = torch.stack(images), outputs(noise, images, sigmas)
        if folded:
            made["offsets"].zero_()
        options = dict(sigmas=sigmas, weights=weights, to_center=to_center)
        values, truth = gradients(made, ids, options, torch.float64)
        single_values, single = gradients(made, ids, options, torch.float32)
        if folded:
            truth["offset_gradient"], single["offset_gradient"] = fold(truth["offset_gradient"]), fold(
                single["offset_gradient"])
        worst = max(difference(single[part], tensor) for part, tensor in truth.items())
        arrays |= {f"{name}/{part}": tensor.float().numpy() for part, tensor in truth.items()}
        arrays[f"{name}/ids"], arrays[f"{name}/losses"] = ids.int().numpy(), np.array(values, np.float32)
        metadata |= {f"{name}.{key}": str(value) for key, value in zip(("lovasz", "variance", "seed"), weights)}
        metadata |= {f"{name}.sigmas": str(sigmas), f"{name}.to_center": str(to_center).lower(),
                     f"{name}.folded": str(folded).lower(), f"{name}.noise": noise,
                     f"{name}.outputs": str(hashing.bit_sum(made.values())), f"{name}.drift": f"{worst:.1e}"}
        near = margin(made, ids, sigmas, to_center)
        wrong = max(abs(a - b) / max(abs(b), 1e-3) for a, b in zip(single_values, values))
        print(f"{name}: {' '.join(f'{n} {v:.4f}' for n, v in zip(LOSSES, values))}; margin {near:.1e}; "
              f"float32: losses {wrong:.1e}, gradients {worst:.1e}")
        assert worst < 5e-5 and (near > 1e-6 or folded), f"{name} is not decided: give it another noise"
    write(arrays, "training/losses", metadata)


if __name__ == "__main__":
    main()
