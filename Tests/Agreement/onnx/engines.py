"""Programs that run ONNX files: each a function from a model to a function from images to outputs by name."""
import onnxruntime
import openvino


def onnx_runtime(model):
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return lambda image: dict(zip(names, session.run(None, {"image": image})))


def open_vino(model):
    core = openvino.Core()
    read = core.read_model(model.SerializeToString())
    # Where a processor can, it would compute in bfloat16.
    compiled = core.compile_model(read, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    names = [output.any_name for output in compiled.outputs]
    return lambda image: dict(zip(names, compiled({"image": image}).to_tuple()))


ENGINES = {"ONNX Runtime": onnx_runtime, "OpenVINO": open_vino}
