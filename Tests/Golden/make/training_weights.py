"""Weights made of hashes from which training can start. `Tests/Training/Trainer/HashTraining.swift` is the same in
Swift."""
import math

import torch
from torch import nn

import hashing

STATISTICS = {"running_mean": (-0.1, 0.1), "running_var": (0.25, 1.0)}   # where they are not 0 and 1


def fill(model, name, fresh=False):
    """Sets all parameters of a layer, and the statistics: to 0 and 1 if fresh. Tensors have the noise of `name` and
    their path.

    Convolutions have the ranges that PyTorch gives them: 1 / sqrt(fan-in), which for transposed ones is that of the
    outputs. But biases keep away from 0: where batch normalisation follows, their gradient is the weight decay alone,
    of which rounding must not change the sign."""
    with torch.no_grad():
        for path, module in model.named_modules():
            def noise(part, tensor, low, high):
                return hashing.uniform(f"{name} {path}.{part}" if path else f"{name} {part}", tuple(tensor.shape), low,
                                       high)

            if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
                bound = 1 / math.sqrt(module.weight[0].numel())
                module.weight.copy_(noise("weight", module.weight, -bound, bound))
                bias = noise("bias", module.bias, -bound / 2, bound / 2)
                module.bias.copy_(bias + torch.full_like(bias, bound / 2).copysign(bias))
            elif isinstance(module, nn.BatchNorm2d):
                module.weight.copy_(noise("weight", module.weight, 0.75, 1.25))
                module.bias.copy_(noise("bias", module.bias, -0.125, 0.125))
                module.reset_running_stats()
                if not fresh:
                    for part, (low, high) in STATISTICS.items():
                        getattr(module, part).copy_(noise(part, module.bias, low, high))
    return model


def calm(model):
    """Makes one step of a whole network repeatable. As `fill` leaves it, it multiplies rounding a thousandfold; some of
    its millions of ReLUs and poolings then decide otherwise, and gradients change by percents. So blocks add little to
    their input, as in trained networks, and biases of about 1 leave fewer arguments of ReLUs near 0. The decoders' last
    features are a quarter of that: steps of Adam would throw the offsets too far. (ERFNet's only decoder is `decoder`,
    and has no offsets: its features stay.)"""
    with torch.no_grad():
        for path, module in model.named_modules():
            if isinstance(module, nn.BatchNorm2d):
                module.weight *= 0.25 if path.endswith("bn2") else 0.75
                module.bias.mul_(4).add_(1)
                if path.startswith("decoders") and module.num_features == 16:
                    module.weight /= 4
                    module.bias /= 4
    return model


def decide(model):
    """Makes many steps repeatable: Adam's first steps only look at signs, so that every ReLU that decides otherwise is
    carried on. Nearly all channels are now either open or closed in all of an image."""
    with torch.no_grad():
        for path, module in model.named_modules():
            if isinstance(module, nn.BatchNorm2d):
                module.weight /= 4
            elif "conv3x1" in path:
                module.bias += torch.full_like(module.bias, 2).copysign(module.bias)
    return model


def start_output(model, name):
    """Offsets start near 0, sigmas near 1: the noise is small, but something flows back into the decoder. They come
    from Pan-SECB's second decoder, BranchedERFNet's first; ERFNet has none."""
    if not hasattr(model, "decoders"):
        return model
    conv = model.decoders[1 if hasattr(model, "seed_layer") else 0].output_conv
    sigmas = conv.out_channels - 2
    with torch.no_grad():
        conv.weight.copy_(hashing.uniform(f"{name} start weight", tuple(conv.weight.shape), -2.0 ** -10, 2.0 ** -10))
        noise = hashing.uniform(f"{name} start bias", tuple(conv.bias.shape), -2.0 ** -10, 2.0 ** -10)
        conv.bias.copy_(noise + torch.tensor([0.0] * 2 + [1.0] * sigmas))
    return model


def network(model, name, fresh, decided):
    """A network as its fixtures start from it."""
    calm(fill(model, name, fresh))
    return start_output(decide(model) if decided else model, name)
