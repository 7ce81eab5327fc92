from engines import pansecb


class Engine(pansecb.Engine):
    """Where the best level is AMX, whose numbers have 16 bits of precision: what the one below it takes."""

    def __init__(self, job):
        super().__init__(job | {"cpu": "avx512"})
