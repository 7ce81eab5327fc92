"""Checkpoints of networks that no one trained: PyTorch's names and shapes, random numbers."""
import numpy as np
from safetensors.numpy import save_file


class MadeUp:
    """The tensors of a network whose width is in quarters; activations stay of order 1."""

    def __init__(self, seed, width):
        self.random = np.random.default_rng(seed)
        self.tensors = {}
        half, quarter, eighth = (-(-c * width // 64) * 16 for c in (16, 64, 128))
        quarter = max(quarter, half + 16)
        self.channels = half, quarter, max(eighth, quarter + 16)

    def add(self, name, values):
        self.tensors[name] = values.astype(np.float32)

    def convolution(self, name, inputs, outputs, height, width, transposed=False):
        fan = inputs * height * width / (4 if transposed else 1)
        shape = (inputs, outputs) if transposed else (outputs, inputs)
        self.add(name + ".weight", self.random.normal(0, (2 / fan) ** 0.5, (*shape, height, width)))
        self.add(name + ".bias", self.random.uniform(-0.1, 0.1, outputs))

    def normalisation(self, name, channels):
        """Some channels change their sign, which nothing may move across the pooling."""
        sign = np.where(self.random.uniform(size=channels) < 0.2, -1, 1)
        self.add(name + ".weight", sign * self.random.uniform(0.3, 1, channels))
        self.add(name + ".bias", self.random.uniform(-0.2, 0.2, channels))
        self.add(name + ".running_mean", self.random.normal(0, 0.2, channels))
        self.add(name + ".running_var", self.random.uniform(0.5, 2, channels))

    def down(self, name, inputs, outputs):
        self.convolution(name + ".conv", inputs, outputs - inputs, 3, 3)
        self.normalisation(name + ".bn", outputs)

    def up(self, name, inputs, outputs):
        self.convolution(name + ".conv", inputs, outputs, 3, 3, transposed=True)
        self.normalisation(name + ".bn", outputs)

    def block(self, name, channels):
        for part in ("_1", "_2"):
            self.convolution(name + ".conv3x1" + part, channels, channels, 3, 1)
            self.convolution(name + ".conv1x3" + part, channels, channels, 1, 3)
            self.normalisation(name + ".bn" + part[1:], channels)

    def head(self, name, outputs):
        self.convolution(name, self.channels[0], outputs, 2, 2, transposed=True)

    def encoder(self, classes):
        half, quarter, eighth = self.channels
        self.down("encoder.initial_block", 3, half)
        self.down("encoder.layers.0", half, quarter)
        for layer in range(1, 6):
            self.block(f"encoder.layers.{layer}", quarter)
        self.down("encoder.layers.6", quarter, eighth)
        for layer in range(7, 15):
            self.block(f"encoder.layers.{layer}", eighth)
        self.convolution("encoder.output_conv", eighth, classes, 1, 1)

    def decoder(self, name, outputs):
        half, quarter, eighth = self.channels
        for first, inputs, channels in ((0, eighth, quarter), (3, quarter, half)):
            self.up(f"{name}.layers.{first}", inputs, channels)
            for layer in (first + 1, first + 2):
                self.block(f"{name}.layers.{layer}", channels)
        self.head(name + ".output_conv", outputs)


def pan_secb(path):
    """A quarter of the width, two sigmas."""
    network = MadeUp(1, width=1)
    network.encoder(17)
    network.decoder("decoders.0", 13)
    network.decoder("decoders.1", 4)
    network.head("seed_layer.output_conv", 8)
    save_file(network.tensors, path)


def branched_erfnet(path):
    """Half of the width."""
    network = MadeUp(2, width=2)
    network.encoder(4)
    network.decoder("decoders.0", 3)
    network.decoder("decoders.1", 1)
    save_file(network.tensors, path)


def erfnet(path):
    """Three quarters of the width, with the names that a wrapper gives."""
    network = MadeUp(3, width=3)
    network.encoder(20)
    network.decoder("decoder", 20)
    save_file({"module." + name: values for name, values in network.tensors.items()}, path)


NETWORKS = {"pan-secb": pan_secb, "branched-erfnet": branched_erfnet, "erfnet": erfnet}
