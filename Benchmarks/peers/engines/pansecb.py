import numpy as np

import library


class Engine:
    def __init__(self, job):
        self.network = library.Network(job["library"], job["weights"], job["width"], job["height"], job["threads"],
                                       job["cpu"])
        self.version, self.kernels = library.version(job["library"]), self.network.cpu()
        self.map = np.zeros((job["height"], job["width"]), np.uint32)
        self.float_image, self.pixels, info = job["image"], job["pixels"], self.network.info()
        self.arrays = [np.empty((channels, job["height"], job["width"]), np.float32)
                       for channels in (info.semantic_channels, info.instance_channels)]

    def forward(self):
        self.network.run(self.float_image, *self.arrays)

    def image(self):
        self.network.segment_image(self.pixels, self.map)

    def cluster(self):
        self.network.segment_outputs(*self.made_up, self.map)

    def give(self, *outputs):
        self.made_up = outputs

    def outputs(self):
        return self.arrays

    def panoptic(self):
        return self.map
