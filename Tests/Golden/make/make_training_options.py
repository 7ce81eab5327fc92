"""Writes data/training/options.safetensors: parts of the loss that settings add or change, and their gradients with
respect to the outputs.

    python3 make_training_options.py          (needs torch, numpy)

Outputs are noise as in make_training_losses.py, and so are the logits of the teacher, "<noise> teacher", whose softmax
over all channels but void is what it says. Gradients are computed in double precision and rounded. Tensors:

    <case>/ids        int32 [N,H,W] instanceIds
    <case>/loss       of the semantic output, or the seed part of the instance output
    <case>/gradient   [N,13,H,W], or of the seeds [N,8,H,W]
    semantic_weights [13], seed_weights [8]

and metadata <case>.noise, .outputs (sum of their bits), .lovasz (factor of Lovasz softmax), .teacher (its share),
.on_void (whether seeds count on void).
"""
import numpy as np
import torch
import torch.nn.functional as F

import hashing
from golden_file import write
from make_training_losses import FIVE, NOTHING, ONE, OTHER, difference
from training_reference import (SEED_WEIGHTS, SEMANTIC_WEIGHTS, VOID, instance_parts, lovasz_softmax, targets,
                                taught_entropy)

# name: ids of the images, factor of Lovasz softmax, the teacher's share (None: no teacher), whether seeds count on void
CASES = {
    "lovasz": ([FIVE, OTHER], 0.7, None, True),
    "lovasz_nothing": ([NOTHING], 1.0, None, True),
    "taught": ([FIVE, ONE], 0.0, 0.3, True),
    "taught_lovasz": ([OTHER, NOTHING], 0.5, 0.6, True),
    "seeds": ([FIVE], 0.0, None, False),
    "seeds_nothing": ([NOTHING], 0.0, None, False),
}

# Outputs with their channels and ranges.
OUTPUTS = (("semantic", 13, -3, 3), ("teacher", 13, -4, 4), ("offsets", 2, -0.005, 0.005), ("sigmas", 1, 0.625, 1.125),
           ("seeds", 8, -3, 3))


def shares(logits):
    """What the teacher says: void has none."""
    return F.pad(logits[:, :VOID].softmax(1), (0, 0, 0, 0, 0, 1))


def semantic_loss(semantic, teacher, ids, lovasz, share):
    weights = semantic.new_tensor(SEMANTIC_WEIGHTS)
    channels = torch.stack([targets(i).semantic for i in ids]).long()
    if share is None:
        loss = F.cross_entropy(semantic, channels, weight=weights)
    else:
        loss = taught_entropy(semantic, channels, weights, shares(teacher.to(semantic)), share)
    return loss + lovasz * lovasz_softmax(semantic, channels, weights) if lovasz else loss


def main():
    arrays = {"semantic_weights": np.array(SEMANTIC_WEIGHTS, np.float32),
              "seed_weights": np.array(SEED_WEIGHTS, np.float32)}
    metadata = {"cases": " ".join(CASES)}
    for name, (images, lovasz, share, on_void) in CASES.items():
        ids, (height, width) = torch.stack(images), images[0].shape
        made = {part: hashing.uniform(f"{name} {part}", (len(images), count, height, width), low, high)
                for part, count, low, high in OUTPUTS}

        def gradient(dtype):
            leaf = made["semantic" if on_void else "seeds"].to(dtype, copy=True).requires_grad_()
            if on_void:
                loss = semantic_loss(leaf, made["teacher"], ids, lovasz, share)
            else:
                output = torch.cat([made["offsets"].to(dtype), made["sigmas"].to(dtype), leaf], 1)
                loss = sum(instance_parts(o, targets(i), on_void=False).seed for o, i in zip(output, ids)) / len(ids)
            loss.backward()
            return float(loss.detach()), leaf.grad

        (loss, truth), (_, single) = gradient(torch.float64), gradient(torch.float32)
        drift = difference(single, truth)
        print(f"{name}: {loss:.4f}; float32: gradient {drift:.1e}")
        # Where two errors of the sort are nearly equal, rounding decides which has which slope.
        assert drift < 2.5e-5, f"{name} is not decided: give it another noise"
        arrays |= {f"{name}/ids": ids.int().numpy(), f"{name}/loss": np.array([loss], np.float32),
                   f"{name}/gradient": truth.float().numpy()}
        metadata |= {f"{name}.{key}": str(value).lower() for key, value in (
            ("noise", name), ("outputs", hashing.bit_sum(made.values())), ("lovasz", lovasz),
            ("teacher", -1.0 if share is None else share), ("on_void", on_void))}
    write(arrays, "training/options", metadata)


if __name__ == "__main__":
    main()
