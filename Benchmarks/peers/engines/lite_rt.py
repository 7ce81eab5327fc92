import importlib.metadata

import numpy as np
from ai_edge_litert.interpreter import Interpreter


class Engine:
    version = importlib.metadata.version("ai-edge-litert")
    kernels = "its own choice"     # XNNPACK asks the processor

    def __init__(self, job):
        self.interpreter = Interpreter(job["model"], num_threads=job["threads"])
        self.interpreter.allocate_tensors()
        self.input = self.interpreter.tensor(self.interpreter.get_input_details()[0]["index"])
        self.results = [output["index"]
                        for output in sorted(self.interpreter.get_output_details(), key=lambda output: output["name"])]
        self.pixels, self.float_image = job["pixels"], np.ascontiguousarray(job["image"].transpose(1, 2, 0))

    def forward(self):
        np.copyto(self.input()[0], self.float_image)
        self.interpreter.invoke()

    def image(self):
        np.multiply(self.pixels, np.float32(1 / 255), out=self.input()[0])
        self.interpreter.invoke()

    def outputs(self):
        return [self.interpreter.get_tensor(index)[0].transpose(2, 0, 1) for index in self.results]
