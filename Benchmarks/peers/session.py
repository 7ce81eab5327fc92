"""The parent's side of a worker: its environment, its commands."""
import json
import os
import subprocess
import sys

import machine

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, "..", "..", "Tests", "Golden")

# A turn is repeated if others used more processor time meanwhile than this share of it and than the clock's coarseness.
# The quietest attempt counts.
ATTEMPTS, MUCH_FOREIGN, COARSENESS = 2, 0.05, 0.03

# PyTorch gives memory back and asks for it again, and fresh pages are expensive: it is to keep them.
KEEP_MEMORY = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "8589934592", "MALLOC_TOP_PAD_": "268435456"}
AVX2_ONLY = {"ONEDNN_MAX_CPU_ISA": "AVX2", "DNNL_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2"}
OURS_TO_SET = ("OMP_", "KMP_", "GOMP_", "MALLOC_", "ONEDNN_", "DNNL_", "ATEN_", "PANSECB_")

# Name on the command line: module, its name in tables, environment.
ENGINES = {
    "onnxruntime": ("onnx_runtime", "ONNX Runtime", {}),
    "openvino": ("open_vino", "OpenVINO", {}),
    "pytorch": ("torch_eager", "PyTorch", KEEP_MEMORY),
    "pytorch-compiled": ("torch_compiled", "PyTorch, compiled", KEEP_MEMORY | {"TORCHINDUCTOR_COMPILE_THREADS": "1"}),
    "reference": ("reference_clustering", "reference's clustering", KEEP_MEMORY),
    "pansecb": ("pansecb", "PanSECB", {}),
}


def disturbed(*turns):
    foreign = sum(turn["foreign"] for turn in turns)
    return foreign > COARSENESS and foreign > MUCH_FOREIGN * sum(turn["ms"] for turn in turns) / 1e3


class Failed(Exception):
    pass


class Worker:
    """`job` holds what every engine is told: library and weights (ours), checkpoint (PyTorch), onnx (the others), image and pixels
    (files of arrays), width, height, threads, cpu (our level), peers_isa, label ids of stuff and things, sigmas."""

    def __init__(self, engine, job, log):
        module, self.title, environment = ENGINES[engine]
        self.engine, self.log = engine, log
        variables = {key: value for key, value in os.environ.items() if not key.startswith(OURS_TO_SET)}
        variables |= environment | {"OMP_NUM_THREADS": str(job["threads"]), "MKL_NUM_THREADS": str(job["threads"]), "PYTHONPATH": GOLDEN,
                                    "TORCHINDUCTOR_CACHE_DIR": os.path.join(os.path.dirname(log), "compiled")}
        if job["peers_isa"] == "avx2" and engine != "pansecb":
            variables |= AVX2_ONLY
        with open(log, "w") as errors:
            self.process = subprocess.Popen(
                [sys.executable, os.path.join(HERE, "worker.py"), json.dumps(job | {"module": module})],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=variables)
        self.loaded = self.read()
        self.first = {}

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            with open(self.log) as errors:
                lines = errors.read().strip().splitlines() or ["no message"]
            raise Failed(f"{self.title}: {lines[-1]}")
        return json.loads(line)

    def ask(self, *command):
        try:
            print(json.dumps(command), file=self.process.stdin, flush=True)
        except BrokenPipeError:
            pass
        return self.read()

    def turn(self, command, patience):
        """One frame, timed, while the others sleep. Waits so many seconds at most for the machine to be quiet."""
        attempts = []
        while len(attempts) < ATTEMPTS and (not attempts or disturbed(attempts[-1])):
            machine.wait_until_quiet(patience)
            attempts.append(self.ask(command))
        return min(attempts, key=lambda turn: turn["foreign"])

    def warm_up(self, command):
        """The first frame of its kind, and one more."""
        self.first[command] = self.ask(command)["ms"]
        self.ask(command)

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
