"""Writes the files of this folder with the real PyTorch and safetensors (made with torch 2.13, numpy 2.4, safetensors
0.8).

    python make_fixtures.py

NAME.pth and NAME.safetensors are checkpoints; NAME.json has the tensors that a reader must find in them: type, shape
and values as 32-bit floats. networks.json has names and shapes of each network's state_dict;
NETWORK.outputs.safetensors an image and the network's outputs with the weights of made_up().
"""
import argparse
import collections
import json
import os
import pathlib
import zipfile

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn

FOLDER = pathlib.Path(__file__).parent
TYPES = {torch.float16: "f16", torch.bfloat16: "bf16", torch.float32: "f32", torch.float64: "f64", torch.int64: "i64",
         torch.int32: "i32", torch.uint8: "u8", torch.bool: "bool"}


# ---------------------------------------------------------------------------------------------- checkpoints

def expect(name, tensors, location="", other=0, prefix=""):
    """The tensors that the reader must find."""
    entries = [{"name": prefix + key, "type": TYPES[t.dtype], "shape": list(t.shape),
                "values": t.detach().float().flatten().tolist() if t.is_floating_point() else []}
               for key, t in tensors.items()]
    (FOLDER / f"{name}.json").write_text(json.dumps({"location": location, "otherTensors": other, "tensors": entries}))


def save(name, value, legacy, protocol=2):
    torch.save(value, FOLDER / f"{name}.pth", _use_new_zipfile_serialization=not legacy, pickle_protocol=protocol)


def small_model():
    torch.manual_seed(7)
    return nn.Sequential(collections.OrderedDict(conv=nn.Conv2d(3, 2, 3), bn=nn.BatchNorm2d(2)))


def training(legacy):
    """What a training program writes every epoch: the model is one of many things in the file."""
    model = small_model()
    optimiser = torch.optim.Adam(model.parameters(), lr=5e-4)
    model(torch.rand(2, 3, 5, 5)).sum().backward()
    optimiser.step()
    model.eval()
    state = collections.OrderedDict(("module." + key, value) for key, value in model.state_dict().items())
    state._metadata = model.state_dict()._metadata
    name = "training_legacy" if legacy else "training_zip"
    log = {"train": [2.5, 1.25], "iou": np.float64(0.5), "counts": np.arange(3)}
    options = argparse.Namespace(batch=2, folder=pathlib.PurePosixPath("/data"), size=torch.Size([512, 512]))
    save(name, {"epoch": 3, "best_iou": np.float32(0.25), "big": 1 << 80, "model_state_dict": state,
                "optim_state_dict": optimiser.state_dict(), "logger_data": log, "args": options,
                "seen": {1, 2}, "raw": b"bytes", "kinds": collections.Counter("abca"), "dtype": torch.float32,
                "device": torch.device("cpu"), "random": torch.get_rng_state()[:8].clone()}, legacy)
    expect(name, state, location="model_state_dict", other=3 * len(list(model.parameters())) + 1)


def types():
    torch.manual_seed(8)
    tensors = {f"{TYPES[t]}": torch.randn(2, 3).to(t)
               for t in (torch.float16, torch.bfloat16, torch.float32, torch.float64)}
    tensors["f16.special"] = torch.tensor([65504, 6e-8, -6.1e-5, 0.0, -0.0], dtype=torch.float16)
    tensors |= {"i64": torch.tensor(5), "i32": torch.arange(4, dtype=torch.int32),
                "u8": torch.arange(3, dtype=torch.uint8),
                "bool": torch.tensor([True, False]), "scalar": torch.tensor(0.5), "empty": torch.zeros(0, 3),
                "one": torch.ones(1, 1)}
    return tensors


def views():
    """Storages that tensors share, with offsets and strides of all kinds."""
    base = torch.arange(24.0)
    grid = base.view(4, 6)
    return {"base": base, "grid": grid, "transposed": grid.t(), "slice": base[5:9], "column": grid[:, 2],
            "steps": grid[1::2, ::3],
            "expanded": base[3:4].expand(2, 3), "again": base, "permuted": base.view(2, 3, 4).permute(2, 0, 1),
            "last": base[23:], "nothing": base[24:],
            "channels_last": base.view(1, 2, 3, 4).to(memory_format=torch.channels_last)}


class FirstVersion:
    """A tensor pickled as before PyTorch 0.4: without requires_grad and hooks."""
    def __init__(self, tensor):
        self.tensor = tensor

    def __reduce__(self):
        t = self.tensor
        storage = torch.storage.TypedStorage(wrap_storage=t.untyped_storage(), dtype=t.dtype, _internal=True)
        return torch._utils._rebuild_tensor, (storage, t.storage_offset(), tuple(t.size()), t.stride())


class Model(nn.Module):
    """Saved whole, it brings its class along, in old files even the source text."""
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(2))


class Command:
    """What a hostile file would carry."""
    def __reduce__(self):
        return os.system, ("touch checkpoint-was-executed",)


def rewrite(name, source, order=None, compression=zipfile.ZIP_STORED, wide=False):
    """The archive `source`, packed again by Python."""
    limit = zipfile.ZIP64_LIMIT
    if wide:
        zipfile.ZIP64_LIMIT = 0   # sizes and places in 64 bits, as for large files
    with (zipfile.ZipFile(FOLDER / f"{source}.pth") as old,
          zipfile.ZipFile(FOLDER / f"{name}.pth", "w", compression) as new):
        for entry in old.namelist():
            data = order if order and entry.endswith("/byteorder") else old.read(entry)
            new.writestr(zipfile.ZipInfo(entry), data, compression)
    zipfile.ZIP64_LIMIT = limit


def checkpoints():
    training(legacy=True)
    training(legacy=False)
    for legacy in (True, False):
        suffix = "legacy" if legacy else "zip"
        save(f"types_{suffix}", types(), legacy)
        expect(f"types_{suffix}", types())
        save(f"views_{suffix}", {"state_dict": views()}, legacy)
        expect(f"views_{suffix}", views(), location="state_dict")
        save(f"version1_{suffix}", {"model": {key: FirstVersion(t) for key, t in views().items()}}, legacy)
        expect(f"version1_{suffix}", views(), location="model")
        parameters = dict(small_model().named_parameters())
        save(f"parameters_{suffix}", {"model": {"state_dict": parameters}}, legacy)
        expect(f"parameters_{suffix}", parameters, location="model.state_dict")
        save(f"protocol4_{suffix}", types(), legacy, protocol=4)
        expect(f"protocol4_{suffix}", types())
        save(f"hostile_{suffix}", {"model_state_dict": small_model().state_dict(), "epoch": Command()}, legacy)
        save(f"whole_model_{suffix}", Model(), legacy)
        # PyTorch writes down where the model's source lies, which is nobody's business.
        path = FOLDER / f"whole_model_{suffix}.pth"
        path.write_bytes(path.read_bytes().replace(bytes(FOLDER.resolve()), b"." * len(bytes(FOLDER.resolve()))))
        save(f"no_tensors_{suffix}", {"epoch": 3, "lr": 0.1}, legacy)
    weight, scales = torch.randn(2, 3), torch.tensor([0.1, 0.2])
    # Functions come before types in one file, after them in the other.
    save("quantised_zip", {"bias": torch.zeros(2), "weight": torch.quantize_per_channel(
        weight, scales, torch.zeros(2), 0, torch.qint8)}, legacy=False)
    save("quantised_legacy", {"scale": torch.ones(1), "dtype": torch.qint8, "weight": torch.quantize_per_tensor(
        weight, 0.1, 3, torch.quint8)}, legacy=True)
    save("net_zip", {"net": views(), "epoch": 3}, legacy=False)
    expect("net_zip", views(), location="net")
    rewrite("compressed", "training_zip", compression=zipfile.ZIP_DEFLATED)
    rewrite("big_endian", "training_zip", order=b"big")
    rewrite("zip64", "types_zip", wide=True)
    expect("zip64", types())
    with zipfile.ZipFile(FOLDER / "other.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("readme.txt"), "no checkpoint")
    ordered = dict(sorted(types().items()))
    save_file(ordered, FOLDER / "types.safetensors", metadata={"format": "pt", "shape": "text"})
    expect("types", ordered)


# ---------------------------------------------------------------------------------------------- networks

class Down(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs - inputs, 3, stride=2, padding=1)
        self.bn = nn.BatchNorm2d(outputs, eps=1e-3)

    def forward(self, x):
        return F.relu(self.bn(torch.cat((self.conv(x), F.max_pool2d(x, 2)), 1)))


class Block(nn.Module):
    def __init__(self, channels, d):
        super().__init__()
        self.conv3x1_1 = nn.Conv2d(channels, channels, (3, 1), padding=(1, 0))
        self.conv1x3_1 = nn.Conv2d(channels, channels, (1, 3), padding=(0, 1))
        self.bn1 = nn.BatchNorm2d(channels, eps=1e-3)
        self.conv3x1_2 = nn.Conv2d(channels, channels, (3, 1), padding=(d, 0), dilation=(d, 1))
        self.conv1x3_2 = nn.Conv2d(channels, channels, (1, 3), padding=(0, d), dilation=(1, d))
        self.bn2 = nn.BatchNorm2d(channels, eps=1e-3)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1x3_1(F.relu(self.conv3x1_1(x)))))
        return F.relu(x + self.bn2(self.conv1x3_2(F.relu(self.conv3x1_2(y)))))


class Up(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.ConvTranspose2d(inputs, outputs, 3, stride=2, padding=1, output_padding=1)
        self.bn = nn.BatchNorm2d(outputs, eps=1e-3)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.initial_block = Down(3, 16)
        self.layers = nn.Sequential(Down(16, 64), *(Block(64, 1) for _ in range(5)), Down(64, 128),
                                    *(Block(128, d) for d in (2, 4, 8, 16) * 2))
        self.output_conv = nn.Conv2d(128, 5, 1)

    def forward(self, x):
        return self.layers(self.initial_block(x))


class Decoder(nn.Module):
    def __init__(self, outputs):
        super().__init__()
        self.layers = nn.Sequential(Up(128, 64), Block(64, 1), Block(64, 1), Up(64, 16), Block(16, 1), Block(16, 1))
        self.output_conv = nn.ConvTranspose2d(16, outputs, 2, stride=2)

    def forward(self, x):
        return self.output_conv(self.layers(x))


class SeedLayer(nn.Module):
    def __init__(self, things):
        super().__init__()
        self.conv = nn.ConvTranspose2d(16, things, 2, stride=2)


class PanSECB(nn.Module):
    def __init__(self, semantic=13, sigmas=2, things=8):
        super().__init__()
        self.encoder = Encoder()
        self.decoders = nn.ModuleList([Decoder(semantic), Decoder(2 + sigmas)])
        self.seed_layer = SeedLayer(things)

    def forward(self, x):
        z = self.encoder(x)
        features = self.decoders[0].layers(z)
        return {"semantic": self.decoders[0].output_conv(features),
                "instance": torch.cat((self.decoders[1](z), self.seed_layer.conv(features)), 1)}


class BranchedERFNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.decoders = nn.ModuleList([Decoder(3), Decoder(1)])

    def forward(self, x):
        z = self.encoder(x)
        return {"instance": torch.cat([decoder(z) for decoder in self.decoders], 1)}


class ERFNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder(20)

    def forward(self, x):
        return {"semantic": self.decoder(self.encoder(x))}


def noise(name, count):
    """Numbers of -1 ... 1 by the name and the index: FNV-1a, then SplitMix64. The Swift tests make the same."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = (seed ^ byte) * 0x100000001B3 % 2**64
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1)


def made_up(name, shape):
    """A tensor of a network that no one trained."""
    values = noise(name, int(np.prod(shape, dtype=int))).reshape(shape)
    if name.endswith("running_var"):
        return values * np.float32(0.5) + np.float32(1)
    if name.endswith(("bn.weight", "bn1.weight", "bn2.weight")):
        return values * np.float32(0.25) + np.float32(1)
    return values * np.float32(0.125)


def networks():
    names = {}
    for name, network in (("pansecb", PanSECB()), ("branched", BranchedERFNet()), ("erfnet", ERFNet())):
        state = {key: t for key, t in network.state_dict().items() if t.is_floating_point()}
        names[name] = [[key, list(t.shape)] for key, t in state.items()]
        made = {key: torch.from_numpy(made_up(key, list(t.shape))) for key, t in state.items()}
        network.load_state_dict(network.state_dict() | made)
        image = torch.from_numpy(noise("image", 3 * 16 * 24).reshape(1, 3, 16, 24)) / 2 + 0.5
        with torch.no_grad():
            outputs = network.eval()(image)
        save_file({"image": image, **outputs}, FOLDER / f"{name}.outputs.safetensors")
        for key, value in outputs.items():
            print(name, key, float(value.abs().max()))
    (FOLDER / "networks.json").write_text(json.dumps(names))


if __name__ == "__main__":
    checkpoints()
    networks()
