"""Writes data/training/network_step_NAME and network_5_steps_NAME: the other networks of NETWORKS, trained on the
pictures of make_training_network.py.

    python3 make_training_relatives.py [NAME...]          (needs torch, numpy; takes minutes)

half: Pan-SECB of half the width (reference.channels), with 13 semantic channels, 1 sigma, 8 things and the losses of
the whole one: total = cross entropy + 1 lovasz + 10 variance + 1 seed, weights SEMANTIC_WEIGHTS (void: 0) and
SEED_WEIGHTS.

branched: BranchedERFNet for one thing (cars, id 26) with 1 sigma. branched_classes: for three (24, 26, 33, in this
order of the seed maps) with 2 sigmas. total = embedding = 1 lovasz + 10 variance + 1 seed, as of Pan-SECB's instance
output (training_reference.instance_parts), with SEED_WEIGHTS of those things. An object is a label id * 1000 + k of the
network's own things. Everything else is background: stuff, void, other things, and crowds (a thing's bare label id) of
its own things too. There seeds are drawn to 0 with weight 1; nothing is ignored. The sum over the background and the
objects is divided by all of the image's pixels. Pictures without an object have a seed loss only; means over the batch
count them. Cross entropy is 0.

erfnet: ERFNet with 20 channels: the 11 stuff classes, the 8 things (training_reference.class_channels), void. total =
cross entropy. Objects and crowds are pixels of their class. Weights are CLASS_WEIGHTS: SEMANTIC_WEIGHTS of stuff,
SEED_WEIGHTS of things, 0 for void: its pixels do not count, neither in the sum nor in the weights that it is divided
by, but its channel is part of the softmax. The other losses are 0.

All start from training_weights.network, whose noise the metadata name, dropout is off, and the encoder's output_conv
takes no part. Both files have the metadata `network` (NAME), `architecture`, `semantic`, `sigmas`, `things` (label
ids), `width_quarters`, `noise`, `bits` (of what they start from), and the tensors of make_training_network.py's files,
in the same way:

network_step_NAME: micro-batch 0 forward and backward, weights not `decided`. `losses` and `losses.drift` [LOSSES],
digests `initial`, `gradients`, `statistics`. network_5_steps_NAME: five steps of Adam, of one micro-batch each (0, 1,
0, 1, 0) with its statistics, from weights that are `decided`, learning rate 5e-4 (1 - step / 5)^0.9, weight decay 1e-4.
Metadata `steps`, `frozen`, `accumulate`. `losses` and `losses.drift` [5, LOSSES], digests `parameters`, `statistics`.
"""
import sys

import hashing
from make_training_network import (STEP_NOISE, STEPS_NOISE, build, many_steps, one_step, parameters, repeat, report,
                                   save, statistics)
from reference import THING_LABEL_IDS, BranchedERFNet, ERFNet, PanSECB
from training_reference import SEED_WEIGHTS, SEMANTIC_WEIGHTS

LIMIT = 64     # elements that are kept of a large tensor
STEPS = 5
CLASS_WEIGHTS = SEMANTIC_WEIGHTS[:-2] + SEED_WEIGHTS + (0,)


def of_things(*things, sigmas=1):
    """Options of `losses`."""
    return {"things": things, "sigmas": sigmas,
            "seed_weights": [SEED_WEIGHTS[THING_LABEL_IDS.index(t)] for t in things]}


# name: architecture, semantic channels, sigmas, things, width in quarters, options of `losses`, noise of one step and
# of many, chosen so that rounding decides little. BranchedERFNet's layers have the names of Pan-SECB's, so that the
# same noise makes the same features.
NETWORKS = {
    "half": ("PanSECB", 13, 1, THING_LABEL_IDS, 2, {}, "half 2", "half 1"),
    "branched": ("BranchedERFNet", 0, 1, (26,), 4, of_things(26), STEP_NOISE, STEPS_NOISE),
    "branched_classes": ("BranchedERFNet", 0, 2, (24, 26, 33), 4, of_things(24, 26, 33, sigmas=2), STEP_NOISE,
                         STEPS_NOISE),
    "erfnet": ("ERFNet", 20, 0, (), 4, {"semantic_weights": CLASS_WEIGHTS}, "erfnet 1", "erfnet 1"),
}


def maker(architecture, semantic, sigmas, things, width):
    if architecture == "PanSECB":
        return lambda: PanSECB(semantic, sigmas, len(things), width)
    if architecture == "BranchedERFNet":
        return lambda: BranchedERFNet((2 + sigmas, len(things)), width)
    return lambda: ERFNet(semantic, width)


def main(names):
    for name in names:
        *kind, options, step_noise, steps_noise = NETWORKS[name]
        make = maker(*kind)
        architecture, semantic, sigmas, things, width = kind
        described = {"network": name, "architecture": architecture, "semantic": str(semantic), "sigmas": str(sigmas),
                     "things": " ".join(map(str, things)), "width_quarters": str(width)}

        values, tensors, loss_drift, drift = repeat(lambda **how: one_step(step_noise, make, options, **how), LIMIT)
        report(f"network_step_{name}", values, loss_drift, drift)
        start = build(step_noise, False, False, make)
        tensors["initial"] = parameters(start) | statistics(start)
        bits = str(hashing.bit_sum(tensors["initial"].values()))
        save(f"network_step_{name}", step_noise, values, tensors, loss_drift, drift, described | {"bits": bits}, LIMIT)

        values, tensors, loss_drift, drift = repeat(
            lambda **how: many_steps(steps_noise, STEPS, False, 1, make, options, **how), LIMIT)
        report(f"network_{STEPS}_steps_{name}", values, loss_drift, drift)
        start = build(steps_noise, False, True, make)
        bits = str(hashing.bit_sum((parameters(start) | statistics(start)).values()))
        save(f"network_{STEPS}_steps_{name}", steps_noise, values, tensors, loss_drift, drift,
             described | {"steps": str(STEPS), "frozen": "false", "accumulate": "1", "bits": bits}, LIMIT)


if __name__ == "__main__":
    main(sys.argv[1:] or NETWORKS)
