"""The one checkpoint that all engines run: random, or a file of the user's."""
import re

import torch

from compare_with_pytorch import random_network
from reference import PanSECB

NO_OBJECTS = -6.0


def random_checkpoint(path):
    """Random weights, the same everywhere. The seed maps are so low that an image shows no object: objects come from made-up
    outputs, whose number does not hang on chance."""
    network = random_network(PanSECB(), seed=0)
    with torch.no_grad():
        network.seed_layer.output_conv.weight.mul_(0.05)
        network.seed_layer.output_conv.bias.fill_(NO_OBJECTS)
    torch.save({"model_state_dict": network.state_dict()}, path)


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
