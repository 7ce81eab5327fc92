"""The one checkpoint that all engines run: random, or a file of the user's."""
import math
import re

import torch

from compare_with_pytorch import random_network
from made_up import STEP_Y, THING_COLOURS, disc_radius
from reference import Downsampler, NonBottleneck1D, PanSECB, Upsampler

COLOURS = 3
GAIN = 16


def random_checkpoint(path, height):
    """Random weights, the same everywhere, of a network that sees the objects of `discs_image`: the last channels of
    every layer carry the image's colours unchanged, the seed maps tell eight of them, a seed claims what is within four
    radii."""
    network = random_network(PanSECB(), seed=0)
    with torch.no_grad():
        for layer in network.modules():
            if isinstance(layer, (Downsampler, Upsampler)):
                make_identity(layer.bn)
            if isinstance(layer, Upsampler):
                layer.conv.weight[:, -COLOURS:] = 0
                layer.conv.bias[-COLOURS:] = 0
                for channel in range(-COLOURS, 0):
                    layer.conv.weight[channel, channel, 1:, 1:] = 1     # a pixel becomes four equal ones
            if isinstance(layer, NonBottleneck1D):
                layer.bn2.weight[-COLOURS:] = 0                         # nothing is added
                layer.bn2.bias[-COLOURS:] = 0
        seeds, offsets = network.seed_layer.output_conv, network.decoders[1].output_conv
        seeds.weight.mul_(0.05)
        for thing, colour in enumerate(THING_COLOURS):
            direction = torch.tensor(colour) * 2.0 - 1                  # the colour itself gives 1.5, others 1 at most
            seeds.weight[-COLOURS:, thing] = GAIN * direction[:, None, None]
            seeds.bias[thing] = -GAIN * (1.25 + float(direction.sum()) / 2)
        offsets.weight.mul_(0.02)
        offsets.bias[:2] = 0
        offsets.bias[2] = math.log(math.log(2) / (4 * disc_radius(height) * STEP_Y) ** 2) / 10
    torch.save({"model_state_dict": network.state_dict()}, path)


def make_identity(normalisation):
    for values, value in ((normalisation.weight, 1), (normalisation.bias, 0), (normalisation.running_mean, 0),
                          (normalisation.running_var, 1 - normalisation.eps)):
        values[-COLOURS:] = value


def read_network(path):
    """The Pan-SECB network of a file that torch.save or a training program of the original projects wrote."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    for key in ("model_state_dict", "state_dict", "model"):
        state = state.get(key, state)
    state = {re.sub(r"^(module\.|_orig_mod\.)+", "", key): value for key, value in state.items()}
    state = {re.sub(r"^seed_layer\.\w+\.", "seed_layer.output_conv.", key): value for key, value in state.items()}
    try:
        channels = [state[f"{layer}.output_conv.bias"].numel() for layer in ("decoders.0", "decoders.1", "seed_layer")]
    except KeyError as missing:
        raise SystemExit(f"{path} is no Pan-SECB checkpoint: it has no {missing}")
    network = PanSECB(semantic=channels[0], sigmas=channels[1] - 2, things=channels[2])
    network.load_state_dict(state, strict=False)
    return network.eval()


def export_onnx(network, height, width, path):
    torch.onnx.export(network, (torch.zeros(1, 3, height, width),), path, opset_version=17, dynamo=False,
                      input_names=["image"], output_names=["semantic", "instance"])
