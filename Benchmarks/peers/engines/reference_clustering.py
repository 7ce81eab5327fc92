"""The reference's clustering: what follows the other engines' networks."""
import torch

from reference import panoptic


class Engine:
    version = torch.__version__

    def __init__(self, job):
        torch.set_num_threads(job["threads"])
        self.options = dict(stuff=tuple(job["stuff"]), things=tuple(job["things"]), sigmas=job["sigmas"])

    def give(self, semantic, instance):
        self.made_up = torch.from_numpy(semantic), torch.from_numpy(instance)

    def cluster(self):
        with torch.inference_mode():
            self.map, _ = panoptic(*self.made_up, **self.options)

    def panoptic(self):
        return self.map.numpy()

    @property
    def kernels(self):
        return torch.backends.cpu.get_cpu_capability().lower()
