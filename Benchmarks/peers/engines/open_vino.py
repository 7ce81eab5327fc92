import numpy as np
import openvino


class Engine:
    version = openvino.__version__.split("-")[0]
    precision = {"INFERENCE_PRECISION_HINT": "f32"}

    def __init__(self, job):
        settings = {"PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": 1, "INFERENCE_NUM_THREADS": job["threads"],
                    **self.precision}
        self.model = openvino.Core().compile_model(job["model"], "CPU", settings)
        self.request = self.model.create_infer_request()
        self.pixels, self.input = job["pixels"], job["image"][None]
        self.request.set_input_tensor(openvino.Tensor(self.input, shared_memory=True))

    def forward(self):
        self.request.infer(share_outputs=True)

    def image(self):
        np.multiply(self.pixels.transpose(2, 0, 1), np.float32(1 / 255), out=self.input[0])
        self.forward()

    def outputs(self):
        return [self.request.get_output_tensor(i).data[0] for i in range(2)]

    @property
    def kernels(self):
        """Those of its convolutions."""
        layers = [op.get_rt_info() for op in self.model.get_runtime_model().get_ops()]
        return ", ".join(sorted({layer["primitiveType"].value
                                 for layer in layers if layer["layerType"].value == "Convolution"}))
