import torch

from checkpoint import read_network
from folded import folded


class Engine:
    version = torch.__version__
    compiled = False

    def __init__(self, job):
        torch.set_num_threads(job["threads"])
        self.network = folded(read_network(job["checkpoint"])).to(memory_format=torch.channels_last)
        if self.compiled:
            import torch._inductor.config as config
            config.freezing = True
            config.cpp.threads = job["threads"]
            if job["peers_isa"] == "avx2":
                config.cpp.simdlen = 256
            self.network = torch.compile(self.network)
        self.float_image = torch.from_numpy(job["image"][None])
        self.pixels = torch.from_numpy(job["pixels"])

    def run(self, image):
        # Frozen compilation does not take inference mode.
        with torch.no_grad() if self.compiled else torch.inference_mode():
            self.result = self.network(image)

    def forward(self):
        self.run(self.float_image.contiguous(memory_format=torch.channels_last))

    def image(self):
        self.run(self.pixels[None].permute(0, 3, 1, 2).to(torch.float32).mul_(1 / 255))

    def outputs(self):
        return [output[0].contiguous().numpy() for output in self.result]

    @property
    def kernels(self):
        return torch.backends.cpu.get_cpu_capability().lower()
