from engines import torch_eager


class Engine(torch_eager.Engine):
    compiled = True
