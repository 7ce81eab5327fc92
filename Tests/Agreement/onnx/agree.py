"""Exported networks against the library: ONNX files, checked by ONNX's own checker and run by other engines, compute
what `pansecb forward` computes, for images of several sizes and batches.

usage: agree.py TOOL MODEL PHOTO DOCUMENT, in an empty folder; MODEL is a weight file, PHOTO a picture whose sides are
multiples of 8, DOCUMENT a text whose example in Python for ONNX Runtime must run.
"""
import json
import re
import subprocess
import sys

import numpy as np
import onnx
from PIL import Image
from safetensors.numpy import load_file

from engines import ENGINES, onnx_runtime
from made_up import NETWORKS

LIMIT = 1e-5    # of the largest value
# Height, width and images of a batch. The first is no multiple of 8, so that it must be padded.
BATCHES = ((37, 70, 1), (64, 128, 2))


class Disagreement(Exception):
    pass


def run(tool, *arguments):
    return subprocess.run([tool, *arguments], check=True, stdout=subprocess.PIPE).stdout


def batches(tool, weights):
    """Images as networks want them, with the library's outputs for them."""
    random = np.random.default_rng(4)
    for height, width, count in BATCHES:
        pictures, outputs = [], []
        for _ in range(count):
            picture = random.integers(0, 256, (height, width, 3), dtype=np.uint8)
            Image.fromarray(picture).save("noise.png")
            run(tool, "forward", "--model", weights, "noise.png", "--output", "raw.safetensors")
            pictures.append(picture.astype(np.float32).transpose(2, 0, 1) / 255)
            outputs.append(load_file("raw.safetensors"))
        image = np.pad(np.stack(pictures), ((0, 0), (0, 0), (0, -height % 8), (0, -width % 8)))
        yield image, {name: np.stack([o[name] for o in outputs]) for name in outputs[0]}


def check(model):
    """ONNX's own checks, and the shapes that it infers."""
    onnx.checker.check_model(model, full_check=True)
    declared = {output.name: output for output in model.graph.output}
    inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    for output in inferred.graph.output:
        if output != declared[output.name]:
            raise Disagreement(f"{output.name}: the inferred shape is another")
    known = {value.name for value in inferred.graph.value_info}
    unknown = [v for node in model.graph.node for v in node.output if v not in known and v not in declared]
    if unknown:
        raise Disagreement(f"no shape of {unknown[0]}")


def largest_error(run_network, batches):
    """The largest difference from the library, as a share of the output's largest value."""
    largest = 0
    for image, expected in batches:
        outputs = run_network(image)
        if outputs.keys() != expected.keys():
            raise Disagreement(f"outputs {list(outputs)}, where the library has {list(expected)}")
        for name, truth in expected.items():
            found = outputs[name][:, :, :truth.shape[2], :truth.shape[3]]
            if found.shape != truth.shape or not np.isfinite(found).all():
                raise Disagreement(f"{name}: {found.shape}, where the library has {truth.shape}")
            largest = max(largest, float(np.abs(found - truth).max() / np.abs(truth).max()))
    return largest


def compare(name, model, batches):
    check(model)
    for engine, load in ENGINES.items():
        error = largest_error(load(model), batches)
        print(f"{name}, {engine}: largest error {error:.1e} of the largest value")
        if not error <= LIMIT:
            raise Disagreement(f"{name}, {engine}: more than {LIMIT}")


def metadata_agree(tool, weights, model):
    """The metadata are what `info` tells. Returns them."""
    facts = json.loads({entry.key: entry.value for entry in model.metadata_props}["pansecb"])
    info = json.loads(run(tool, "info", weights, "--json"))
    if not facts["classes"] or facts != {key: info[key] for key in facts}:
        raise Disagreement(f"{weights}: the metadata are not what info says")
    return facts


def notices_changes(model, batches):
    """The comparison fails when any of the numbers in the file are a hundredth larger."""
    first = list(batches)[:1]
    for number in range(len(model.graph.initializer)):
        changed = onnx.ModelProto()
        changed.CopyFrom(model)
        tensor = changed.graph.initializer[number]
        tensor.raw_data = (onnx.numpy_helper.to_array(tensor) * np.float32(1.01)).tobytes()
        if largest_error(onnx_runtime(changed), first) <= LIMIT:
            raise Disagreement(f"{tensor.name} was changed, and nothing noticed it")
    print(f"each of {len(model.graph.initializer)} tensors changed: the comparison notices it")


def export(tool, source, name, *options):
    run(tool, "export", source, "--output", name, *options)
    return onnx.load(name)


def example_runs(document, facts):
    """The example prints the share of pixels of each class."""
    with open(document) as file:
        blocks = re.findall(r"```python\n(.*?)```", file.read(), re.DOTALL)
    (example,) = [block for block in blocks if "onnxruntime" in block]
    lines = subprocess.run([sys.executable, "-c", example], check=True, stdout=subprocess.PIPE, text=True).stdout
    shares = dict(line.rsplit(" ", 1) for line in lines.splitlines())
    total = sum(map(float, shares.values()))
    if list(shares) != [c["name"] for c in facts["classes"]] or not 0.5 < total <= 1:
        raise Disagreement(f"the example of {document} printed {lines}")
    print(f"example of the document: classes of {100 * total:.0f} % of the pixels")


def made_up_network(tool, name):
    checkpoint, weights, restored = name + ".safetensors", name + ".pansecb", name + "-restored.safetensors"
    NETWORKS[name](checkpoint)
    run(tool, "convert", checkpoint, "--output", weights)
    expected = list(batches(tool, weights))
    folded = export(tool, weights, name + ".onnx")
    compare(f"{name}, folded", folded, expected)
    if export(tool, checkpoint, name + "-checkpoint.onnx") != folded:
        raise Disagreement(f"{name}: the checkpoint and its weight file give different networks")
    kept = export(tool, checkpoint, name + "-kept.onnx", "--keep-batch-normalisation")
    compare(f"{name}, batch normalisation kept", kept, expected)
    metadata_agree(tool, weights, folded)
    # From a weight file to PyTorch's names, and from there once more.
    run(tool, "export", weights, "--output", restored)
    back = export(tool, restored, name + "-restored.onnx", "--keep-batch-normalisation")
    if not any(node.op_type == "BatchNormalization" for node in back.graph.node):
        raise Disagreement(f"{name}: batch normalisation was not kept")
    compare(f"{name}, restored from the weight file", back, expected)
    run(tool, "convert", restored, "--output", "again.pansecb")
    with open(weights, "rb") as first, open("again.pansecb", "rb") as second:
        if first.read() != second.read():
            raise Disagreement(f"{name}: what was exported converts to another weight file")
    return folded, expected


def main(tool, weights, photo, document):
    shipped = export(tool, weights, "model.onnx")
    compare("shipped weights", shipped, list(batches(tool, weights)))
    Image.open(photo).save("photo.png")
    example_runs(document, metadata_agree(tool, weights, shipped))
    for name in NETWORKS:
        folded, expected = made_up_network(tool, name)
        if name == "pan-secb":
            notices_changes(folded, expected)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Disagreement as error:
        sys.exit(f"FAILED: {error}")
