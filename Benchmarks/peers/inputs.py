"""What the engines are given at one size, and what PyTorch makes of it: files of a temporary folder."""
import os
import subprocess

import numpy as np
import torch
from PIL import Image

import library
from checkpoint import export_onnx, random_checkpoint, read_network
from folded import folded
from made_up import discs_image, made_up_outputs
from reference import panoptic

PHOTOGRAPH = os.path.join(os.path.dirname(__file__), "..", "..", "Examples", "data", "dashcam.jpg")


class Inputs:
    """Random weights get an image of discs, which they tell; a checkpoint of the user's gets a photograph.

    `job` is what all workers are told: session.py. Then there are `truth`, PyTorch's own outputs, `true_map` and
    `objects`, what the reference makes of these, `made_up`, outputs for clustering alone, and `made_up_objects`, the
    number of objects in them."""

    def __init__(self, folder, size, options):
        self.height, self.width = size
        self.name = f"{self.height}x{self.width}"
        self.folder = folder
        self.job = {"height": self.height, "width": self.width, "library": os.path.abspath(options.library),
                    "cpu": options.cpu,
                    "peers_isa": options.peers_isa}
        self.add_network(options)
        if options.checkpoint:
            pixels = np.asarray(Image.open(PHOTOGRAPH).convert("RGB").resize((self.width, self.height)))
        else:
            pixels = discs_image(self.height, self.width, options.objects)
        self.job["pixels"] = self.save("pixels", pixels)
        self.job["image"] = self.save("image", np.ascontiguousarray(pixels.transpose(2, 0, 1)).astype(np.float32)
                                      / np.float32(255))

    def add_network(self, options):
        """Checkpoint, our weight file, and the network's classes."""
        checkpoint = os.path.abspath(options.checkpoint or self.path("random.pth"))
        if not options.checkpoint:
            random_checkpoint(checkpoint, self.height)
        weights = self.path("weights.pansecb")
        subprocess.run([options.tool, "convert", checkpoint, "--output", weights, "--brief", "--merge", "reference",
                        *(["--classes", options.classes] if options.classes else [])], check=True,
                        stdout=subprocess.DEVNULL)
        ours = library.Network(options.library, weights, 8, 8, 1)
        stuff, things = ours.label_ids()
        self.classes = dict(stuff=stuff, things=things, sigmas=ours.info().sigmas)
        self.job |= {"checkpoint": checkpoint, "weights": weights, **self.classes}

    def add_truth(self):
        """The ONNX file, PyTorch's outputs, the reference's map."""
        network = read_network(self.job["checkpoint"])
        self.job["onnx"] = self.path("network.onnx")
        export_onnx(folded(network), self.height, self.width, self.job["onnx"])
        with torch.inference_mode():
            semantic, instance = (output[0] for output in network(torch.from_numpy(np.load(self.job["image"]))[None]))
            labels, found = panoptic(semantic, instance, **self.classes)
        self.truth = [self.save("semantic", semantic.numpy()), self.save("instance", instance.numpy())]
        self.true_map, self.objects = self.save("panoptic", labels.numpy()), len(found)
        self.share = float(np.isin(labels.numpy(), [object["id"] for object in found]).mean())

    def add_made_up(self, count):
        semantic, instance, self.made_up_objects = made_up_outputs(
            self.height, self.width, count, len(self.classes["stuff"]), len(self.classes["things"]),
            self.classes["sigmas"])
        self.made_up = [self.save("made_up_semantic", semantic), self.save("made_up_instance", instance)]

    def path(self, name):
        return os.path.join(self.folder, f"{self.name}_{name}")

    def save(self, name, array):
        np.save(self.path(name + ".npy"), array)
        return self.path(name + ".npy")


def largest_error(paths, truths):
    """Of all outputs, the largest difference, each as a share of that output's largest value."""
    errors = []
    for path, truth in zip(paths, truths, strict=True):
        found, truth = np.load(path), np.load(truth)
        if found.shape != truth.shape:
            return float("inf")
        errors.append(float(np.abs(found - truth).max() / np.abs(truth).max()))
    return max(errors)


def share_of_equal_pixels(path, truth):
    return float((np.load(path) == np.load(truth)).mean())
