"""Writes data/training/layers.safetensors: single layers forward and backward.

    python3 make_training_layers.py          (needs torch, numpy)

A case is a module with the weights and statistics of training_weights.fill(module, noise), an input that is noise of
the name "<noise> input" and a gradient with respect to the output that is noise of "<noise> output", both -1 ... 1. It
is run with the statistics of its batch (training, momentum 0.1) and with frozen ones. Digests (digest.py)
"<case>/batch" and "<case>/frozen" hold `output`, `input` (the gradient), each parameter's gradient by its name, and
bn.running_mean and so on as they are afterwards. Heads, which have no statistics, are "<case>/batch" only. Computed in
double precision and rounded; drift is that of PyTorch in single precision. Metadata: cases (lines of "case module
arguments"), <case>.noise, <case>.shape, <case>.bits (sum of input, output gradient and tensors).
"""
import torch
from torch import nn

import digest
import hashing
import training_weights
from decided_training import margins
from golden_file import write
from reference import Downsampler, NonBottleneck1D, Upsampler
from training_reference import training_mode

LIMIT = 512

# name: which noise, module, arguments, input [N,C,H,W]. Sides of one element, odd ones, and such as no dilated tap can
# reach.
CASES = {
    "down_3_16": (0, Downsampler, (3, 16), (2, 3, 10, 14)),
    "down_16_64": (0, Downsampler, (16, 64), (2, 16, 10, 6)),
    "down_64_128": (0, Downsampler, (64, 128), (1, 64, 6, 10)),
    "block_16_1": (0, NonBottleneck1D, (16, 1), (2, 16, 7, 11)),
    "block_64_1": (1, NonBottleneck1D, (64, 1), (2, 64, 5, 9)),
    "block_128_2": (22, NonBottleneck1D, (128, 2), (2, 128, 5, 7)),
    "block_128_2_row": (1, NonBottleneck1D, (128, 2), (3, 128, 1, 5)),
    "block_128_4": (2, NonBottleneck1D, (128, 4), (2, 128, 3, 5)),
    "block_128_8": (23, NonBottleneck1D, (128, 8), (2, 128, 6, 9)),
    "block_128_16": (5, NonBottleneck1D, (128, 16), (2, 128, 3, 5)),
    "up_128_64": (0, Upsampler, (128, 64), (2, 128, 3, 5)),
    "up_64_16": (1, Upsampler, (64, 16), (2, 64, 4, 7)),
    "head_16_13": (0, nn.ConvTranspose2d, (16, 13), (2, 16, 3, 5)),
    "head_16_3": (0, nn.ConvTranspose2d, (16, 3), (2, 16, 3, 5)),
    "head_16_8": (0, nn.ConvTranspose2d, (16, 8), (1, 16, 5, 3)),
}


def build(kind, arguments, noise):
    if kind is NonBottleneck1D:
        module = kind(arguments[0], 0.0, arguments[1])
    elif kind is nn.ConvTranspose2d:
        module = kind(*arguments, 2, stride=2)
    else:
        module = kind(*arguments)
    return training_weights.fill(module, noise)


def run(module, made, upstream, frozen, dtype):
    """What the digest holds, by name."""
    training_mode(module, frozen).to(dtype)
    x = made.to(dtype, copy=True).requires_grad_()
    y = module(x)
    y.backward(upstream.to(dtype))
    found = {"output": y, "input": x.grad} | {name: p.grad for name, p in module.named_parameters()}
    return found | {name: b.clone() for name, b in module.named_buffers() if not name.endswith("num_batches_tracked")}


def examine(name):
    """Of a case: its input, and for each mode what comes out in double precision, in single, and how near a jump it
    is."""
    salt, kind, arguments, shape = CASES[name]
    noise = f"{name} {salt}"
    made = hashing.uniform(f"{noise} input", shape, -1, 1)
    with torch.no_grad():
        upstream = hashing.uniform(f"{noise} output", tuple(build(kind, arguments, noise)(made).shape), -1, 1)
    tensors = [made, upstream] + [t for key, t in build(kind, arguments, noise).state_dict().items()
                                  if not key.endswith("num_batches_tracked")]
    results = {}
    for mode in ("batch",) if kind is nn.ConvTranspose2d else ("batch", "frozen"):
        with margins() as near:
            truth = run(build(kind, arguments, noise), made, upstream, mode == "frozen", torch.float64)
        single = run(build(kind, arguments, noise), made, upstream, mode == "frozen", torch.float32)
        results[mode] = truth, single, min(near, default=float("inf"))
    return noise, tensors, results


def main():
    arrays, metadata = {}, {}
    for name, (_, kind, arguments, shape) in CASES.items():
        noise, tensors, results = examine(name)
        metadata |= {f"{name}.noise": noise, f"{name}.shape": "x".join(map(str, shape)),
                     f"{name}.bits": str(hashing.bit_sum(tensors))}
        for mode, (truth, single, near) in results.items():
            drift = digest.drifts([single], truth, LIMIT)
            digest.add(arrays, metadata, f"{name}/{mode}", truth, LIMIT, drift)
            print(f"{name}, {mode}: margin {near:.1e}, float32 differs by {max(d[1] for d in drift.values()):.1e}")
            assert near > 3e-6, f"{name} is not decided: give it another noise"
    metadata["cases"] = "\n".join(f"{name} {kind.__name__} {' '.join(map(str, arguments))}"
                                  for name, (_, kind, arguments, _) in CASES.items())
    write(arrays, "training/layers", metadata)


if __name__ == "__main__":
    main()
