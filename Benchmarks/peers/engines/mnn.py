import MNN
import numpy as np


class Engine:
    version = MNN.version()
    kernels = "its own choice"

    def __init__(self, job):
        self.interpreter = MNN.Interpreter(job["model"])
        self.session = self.interpreter.createSession({"backend": "CPU", "numThread": job["threads"],
                                                       "precision": "high"})
        self.input = self.interpreter.getSessionInput(self.session)
        outputs = self.interpreter.getSessionOutputAll(self.session)
        self.results = [outputs[name] for name in ("semantic", "instance")]
        self.pixels, self.planar_input = job["pixels"], planar(job["image"][None])
        self.planar_results = [planar(np.zeros(output.getShape(), np.float32)) for output in self.results]

    def forward(self):
        self.input.copyFrom(self.planar_input)
        self.interpreter.runSession(self.session)
        for result, target in zip(self.results, self.planar_results):
            result.copyToHostTensor(target)

    def image(self):
        np.multiply(self.pixels.transpose(2, 0, 1), np.float32(1 / 255), out=self.planar_input.getNumpyData()[0])
        self.forward()

    def outputs(self):
        return [target.getNumpyData()[0] for target in self.planar_results]


def planar(array):
    """A tensor with a copy of the array: MNN's own have four channels side by side."""
    return MNN.Tensor(array.shape, MNN.Halide_Type_Float, array, MNN.Tensor_DimensionType_Caffe)
