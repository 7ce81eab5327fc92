import numpy as np
import onnxruntime


class Engine:
    version = onnxruntime.__version__
    kernels = "its own choice"     # MLAS asks the processor, and nothing else

    def __init__(self, job):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = job["threads"]
        options.inter_op_num_threads = 1
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        options.log_severity_level = 3
        # Threads spin while a frame runs, which is fastest, and sleep after it, so that they burn no other engine's
        # time.
        options.add_session_config_entry("session.force_spinning_stop", "1")
        self.session = onnxruntime.InferenceSession(job["model"], options, providers=["CPUExecutionProvider"])
        self.pixels, self.input = job["pixels"], job["image"][None]
        self.arrays = [np.empty(o.shape, np.float32) for o in self.session.get_outputs()]
        self.binding = self.session.io_binding()
        self.binding.bind_cpu_input("image", self.input)
        for output, array in zip(self.session.get_outputs(), self.arrays):
            self.binding.bind_output(output.name, "cpu", 0, np.float32, array.shape, array.ctypes.data)

    def forward(self):
        self.session.run_with_iobinding(self.binding)

    def image(self):
        np.multiply(self.pixels.transpose(2, 0, 1), np.float32(1 / 255), out=self.input[0])
        self.forward()

    def outputs(self):
        return [array[0] for array in self.arrays]
