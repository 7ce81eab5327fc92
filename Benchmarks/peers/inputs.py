"""What the engines are given, and what PyTorch makes of it: files of a temporary folder."""
import os

import numpy as np
import torch

from checkpoint import export_onnx
from folded import folded
from reference import panoptic
from made_up import made_up_outputs


class Inputs:
    """Paths of one size's files. The 8-bit image is noise; the float image is the same in 0 ... 1."""

    def __init__(self, folder, size, objects, stuff, things, sigmas):
        self.height, self.width = size
        self.name = f"{self.height}x{self.width}"
        self.folder, self.classes = folder, dict(stuff=stuff, things=things, sigmas=sigmas)
        random = np.random.default_rng(7)
        pixels = random.integers(0, 256, (self.height, self.width, 3), dtype=np.uint8)
        image = np.ascontiguousarray(pixels.transpose(2, 0, 1)).astype(np.float32) / np.float32(255)
        *outputs, self.objects = made_up_outputs(self.height, self.width, objects, len(stuff), len(things), sigmas)
        self.pixels, self.image = self.save("pixels", pixels), self.save("image", image)
        self.made_up = [self.save("made_up_semantic", outputs[0]), self.save("made_up_instance", outputs[1])]

    def path(self, name):
        return os.path.join(self.folder, f"{self.name}_{name}")

    def save(self, name, array):
        np.save(self.path(name + ".npy"), array)
        return self.path(name + ".npy")

    def add_network(self, network):
        """The ONNX file, and PyTorch's own outputs and panoptic map."""
        self.onnx = self.path("network.onnx")
        export_onnx(folded(network), self.height, self.width, self.onnx)
        with torch.inference_mode():
            semantic, instance = (output[0] for output in network(torch.from_numpy(np.load(self.image))[None]))
            labels, _ = panoptic(semantic, instance, **self.classes)
        self.truth = [self.save("semantic", semantic.numpy()), self.save("instance", instance.numpy())]
        self.true_map = self.save("panoptic", labels.numpy())

    def job(self):
        job = {"height": self.height, "width": self.width, "pixels": self.pixels, "image": self.image, **self.classes}
        return job | {"onnx": self.onnx} if hasattr(self, "onnx") else job


def largest_error(paths, truths):
    """Of all outputs, the largest difference, each as a share of that output's largest value."""
    errors = []
    for path, truth in zip(paths, truths, strict=True):
        ours, truth = np.load(path), np.load(truth)
        if ours.shape != truth.shape:
            return float("inf")
        errors.append(float(np.abs(ours - truth).max() / np.abs(truth).max()))
    return max(errors)


def share_of_equal_pixels(path, truth):
    return float((np.load(path) == np.load(truth)).mean())
