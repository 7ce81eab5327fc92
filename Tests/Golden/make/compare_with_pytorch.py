"""Random networks from PyTorch through the whole tool: convert, forward, run.

usage: compare_with_pytorch.py TOOL [--size 200x328] [--widths 3,2,1]

For each file format, architecture, and width of Pan-SECB in quarters: weights and BN statistics are random, the image
is noise. Fails unless every raw output agrees within 1e-4 of the largest and 99.99 % of the panoptic map's pixels are
those of the reference's panoptic(). The weight file, exported, must load into the same network and compute the same
within 1e-5.
"""
import argparse, copy, os, subprocess, sys, tempfile
import numpy as np, torch
from PIL import Image
from safetensors.torch import load_file, save_file
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from reference import *


def random_network(model, seed):
    """Weights of a size that keeps activations of order 1, and statistics like those of a training that has settled."""
    torch.manual_seed(seed)
    model.eval()
    for layer in model.modules():
        if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
            fan = layer.in_channels * layer.kernel_size[0] * layer.kernel_size[1]
            if isinstance(layer, nn.ConvTranspose2d):
                fan /= 4
            nn.init.normal_(layer.weight, 0, (2 / fan) ** 0.5)
            nn.init.uniform_(layer.bias, -0.1, 0.1)
        if isinstance(layer, nn.BatchNorm2d):
            nn.init.uniform_(layer.weight, 0.3, 1.0)
            nn.init.uniform_(layer.bias, -0.2, 0.2)
            layer.running_mean.normal_(0, 0.2)
            layer.running_var.uniform_(0.5, 2)
    # Offsets, sigmas and seeds of a size at which there are objects of some extent.
    if hasattr(model, "decoders") and len(model.decoders) == 2:
        head = model.decoders[1].output_conv if hasattr(model, "seed_layer") else model.decoders[0].output_conv
        with torch.no_grad():
            head.weight.mul_(0.05)
            head.bias[2:].fill_(0.4)
    return model


def save(model, path):
    state = {"module." + k: v for k, v in model.state_dict().items()}
    if path.endswith(".safetensors"):
        save_file({k: v.contiguous() for k, v in model.state_dict().items()}, path)
    else:
        torch.save({"epoch": 3, "model_state_dict": state}, path,
                   _use_new_zipfile_serialization=not path.endswith("legacy.pth"))


def compare(tool, folder, name, model, image, suffix, extra=()):
    checkpoint, weights, raw = (os.path.join(folder, f)
                                for f in (name + suffix, name + ".pansecb", name + "_raw.safetensors"))
    save(model, checkpoint)
    height, width = image.shape[:2]
    x = torch.from_numpy(image.copy()).permute(2, 0, 1).float()[None] / 255
    x = F.pad(x, (0, -width % 8, 0, -height % 8))
    with torch.no_grad():
        outputs = model(x)
    outputs = {k: o[0, :, :height, :width] for k, o in zip(("semantic", "instance"), outputs) if o is not None}
    run = lambda *a: subprocess.run([tool, *a], check=True, stdout=subprocess.DEVNULL)
    picture = os.path.join(folder, "noise.png")
    run("convert", checkpoint, "--output", weights, "--merge", "reference", *extra)
    run("forward", "--model", weights, picture, "--output", raw)
    run("run", "--model", weights, picture, "--output", folder)
    ours, ok = load_file(raw), True
    for key, truth in outputs.items():
        error = float((ours[key] - truth).abs().max() / truth.abs().max())
        ok &= error < 1e-4
        print(f"{name}{suffix} {key} {tuple(truth.shape)}: largest error {error:.1e} of the largest value")
    restored = os.path.join(folder, name + "_restored.safetensors")
    run("export", weights, "--output", restored)
    twin = copy.deepcopy(model)
    for values in twin.state_dict().values():
        values.zero_()
    twin.load_state_dict(load_file(restored), strict=True)
    with torch.no_grad():
        again = {k: o[0, :, :height, :width] for k, o in zip(("semantic", "instance"), twin(x)) if o is not None}
    for key, truth in outputs.items():
        error = float((again[key] - truth).abs().max() / truth.abs().max())
        ok &= error < 1e-5
        print(f"{name}{suffix} {key}, exported to PyTorch: largest error {error:.1e} of the largest value")
    if len(outputs) == 2:
        truth, found = panoptic(outputs["semantic"], outputs["instance"])
        ours = np.asarray(Image.open(os.path.join(folder, "noise_panoptic.png"))).astype(np.int64)
        same = float((ours == truth.numpy()).mean())
        ok &= same >= 0.9999
        print(f"{name}{suffix} panoptic map: {100 * same:.4f} % of pixels equal, {len(found)} objects")
    return ok


def main():
    p = argparse.ArgumentParser()
    p.add_argument("tool"), p.add_argument("--size", default="200x328")
    p.add_argument("--widths", default="3,2,1", help="besides the whole one, in quarters; '' for none")
    a = p.parse_args()
    height, width = (int(v) for v in a.size.split("x"))
    image = np.random.default_rng(7).integers(0, 256, (height, width, 3), dtype=np.uint8)
    with tempfile.TemporaryDirectory() as folder:
        Image.fromarray(image).save(os.path.join(folder, "noise.png"))
        results = [compare(a.tool, folder, "pansecb", random_network(PanSECB(), seed), image, suffix)
                   for seed, suffix in enumerate(("_legacy.pth", "_zip.pth", ".safetensors"))]
        results.append(compare(a.tool, folder, "branched", random_network(BranchedERFNet(), 3), image, "_legacy.pth"))
        results.append(compare(a.tool, folder, "erfnet", random_network(ERFNet(20), 4), image, "_zip.pth"))
        results += [compare(a.tool, folder, f"pansecb_{width}_quarters",
                            random_network(PanSECB(width=width), 4 + width), image,
                            ".safetensors") for width in map(int, filter(None, a.widths.split(",")))]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
