"""Makes the file that an engine loads where that is not the network's ONNX file. A process of its own: its packages are
large.

usage: convert.py FORMAT JOB OUTPUT    (FORMATS: below; JOB: session.py)

Networks in int8 are quantised after training. The ranges of their activations come from the input, made small, and its
mirror images: enough for times, and the table tells the error.
"""
import json
import os
import sys

import numpy as np

import machine

CALIBRATION_ROWS = 256


def mnn(job, output):
    # What MNN's own script calls, which besides would send a record of the conversion.
    import MNN
    import _tools
    _tools.mnnconvert(["mnnconvert", "-f", "ONNX", "--modelFile", job["onnx"], "--MNNModel", output, "--bizCode",
                       "peers"])


def tflite(job, output):
    """With channels last outside as inside."""
    import litert_torch
    import torch

    from checkpoint import read_network
    from folded import folded
    from reference import Upsampler

    class CroppedUpsampler(torch.nn.Module):
        """The same numbers without padding, which the converter can't express in transposed convolutions."""

        def __init__(self, conv):
            super().__init__()
            self.conv = conv
            conv.padding = conv.output_padding = (0, 0)

        def forward(self, x):
            return self.conv(x).relu()[:, :, 1:, 1:]

    network = folded(read_network(job["checkpoint"]))
    for layer in list(network.modules()):
        for name, child in layer.named_children():
            if isinstance(child, Upsampler):
                setattr(layer, name, CroppedUpsampler(child.conv))
    network = litert_torch.to_channel_last_io(network, args=[0], outputs=[0, 1]).eval()
    litert_torch.convert(network, (torch.zeros(1, job["height"], job["width"], 3),)).export(output)


def openvino_int8(job, output):
    import nncf
    import openvino
    images = calibration_images(job)
    model = openvino.Core().read_model(job["onnx"])
    model.reshape(images[0].shape)
    model = nncf.quantize(model, nncf.Dataset(images), preset=nncf.QuantizationPreset.MIXED, subset_size=len(images))
    model.reshape([1, 3, job["height"], job["width"]])
    openvino.save_model(model, output, compress_to_fp16=False)


def onnx_int8(job, output):
    import onnx
    from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    class Images(CalibrationDataReader):
        def __init__(self):
            self.images = iter(images)

        def get_next(self):
            image = next(self.images, None)
            return None if image is None else {"image": image}

    def resized(model, height, width):
        del model.graph.value_info[:]
        for value in [*model.graph.input, *model.graph.output]:
            for dimension, side in zip(value.type.tensor_type.shape.dim[2:], (height, width)):
                dimension.dim_value = side
        return model

    images = calibration_images(job)
    small = output + ".small"
    onnx.save(resized(onnx.load(job["onnx"]), *images[0].shape[2:]), small)
    quant_pre_process(small, small, skip_symbolic_shape=True)
    # Without VNNI a product of two bytes must fit into 15 bits: weights then have 7.
    quantize_static(small, output, Images(), quant_format=QuantFormat.QDQ, per_channel=True,
                    activation_type=QuantType.QUInt8,
                    weight_type=QuantType.QInt8, reduce_range="avx512_vnni" not in machine.instruction_sets())
    onnx.save(resized(onnx.load(output), job["height"], job["width"]), output)


def calibration_images(job):
    image = np.load(job["image"])
    step = max(1, job["height"] // CALIBRATION_ROWS)
    image = image[:, ::step, ::step]
    height, width = (side // 8 * 8 for side in image.shape[1:])
    image = image[None, :, :height, :width]
    return [np.ascontiguousarray(image[:, :, ::y, ::x]) for y in (1, -1) for x in (1, -1)]


FORMATS = {"mnn": mnn, "tflite": tflite, "int8.onnx": onnx_int8, "int8.xml": openvino_int8}

if __name__ == "__main__":
    kind, job, output = sys.argv[1:]
    FORMATS[kind](json.loads(job), output)
    if not os.path.exists(output):
        sys.exit(f"the converter wrote no {kind} file")
