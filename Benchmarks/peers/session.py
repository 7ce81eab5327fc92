"""The parent's side of a worker: its environment, its commands."""
import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field

import machine

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, "..", "..", "Tests", "Golden", "make")

# A turn is repeated if others used more processor time meanwhile than this share of it and than the clock's coarseness.
# The quietest attempt counts.
ATTEMPTS, MUCH_FOREIGN, COARSENESS = 2, 0.05, 0.03

# PyTorch gives memory back and asks for it again, and fresh pages are expensive: it is to keep them.
KEEP_MEMORY = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "8589934592", "MALLOC_TOP_PAD_": "268435456"}
AVX2_ONLY = {"ONEDNN_MAX_CPU_ISA": "AVX2", "DNNL_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2"}
OURS_TO_SET = ("OMP_", "KMP_", "GOMP_", "MALLOC_", "ONEDNN_", "DNNL_", "ATEN_", "PANSECB_")



@dataclass(frozen=True)
class Entry:
    """An engine: its module, its name in tables, what it loads (a path in the job, or a format of convert.py), and the
    Python modules that it and the conversion need. Of an engine in int8 only the network is timed, and its outputs need
    not be right. An engine that asks for an instruction set is for machines that have it."""
    module: str
    title: str
    model: str = "onnx"
    packages: tuple = ()
    environment: dict = field(default_factory=dict)
    int8: bool = False
    ours: bool = False
    instructions: str = ""

    def missing(self):
        """Those of its packages that are not installed, and the instruction set if the machine has it not."""
        missing = [package for package in self.packages if not importlib.util.find_spec(package)]
        return missing + [self.instructions] * (self.instructions not in ["", *machine.instruction_sets()])


ENGINES = {
    "onnxruntime": Entry("onnx_runtime", "ONNX Runtime", packages=("onnxruntime",)),
    "openvino": Entry("open_vino", "OpenVINO", packages=("openvino",)),
    "litert": Entry("lite_rt", "LiteRT", "tflite", ("ai_edge_litert", "litert_torch")),
    "mnn": Entry("mnn", "MNN", "mnn", ("MNN",)),
    "pytorch": Entry("torch_eager", "PyTorch", "checkpoint", environment=KEEP_MEMORY),
    "pytorch-compiled": Entry("torch_compiled", "PyTorch, compiled", "checkpoint",
                              environment=KEEP_MEMORY | {"TORCHINDUCTOR_COMPILE_THREADS": "1"}),
    "onnxruntime-int8": Entry("onnx_runtime", "ONNX Runtime, int8", "int8.onnx", ("onnxruntime",), int8=True),
    "openvino-int8": Entry("open_vino_int8", "OpenVINO, int8", "int8.xml", ("openvino", "nncf"), int8=True),
    "reference": Entry("reference_clustering", "reference's clustering", "checkpoint", environment=KEEP_MEMORY),
    "pansecb": Entry("pansecb", "PanSECB", "weights", ours=True),
    "pansecb-avx512": Entry("pansecb_avx512", "PanSECB, without AMX", "weights", ours=True, instructions="amx_bf16"),
}


def disturbed(*turns):
    foreign = sum(turn["foreign"] for turn in turns)
    return foreign > COARSENESS and foreign > MUCH_FOREIGN * sum(turn["ms"] for turn in turns) / 1e3


class Failed(Exception):
    pass


def last_line(log):
    with open(log) as file:
        return (file.read().strip().splitlines() or ["no message"])[-1]


def convert(engine, job, output, log):
    """Makes the file that the engine loads, which is not in the job yet."""
    entry = ENGINES[engine]
    with open(log, "w") as errors:
        done = subprocess.run([sys.executable, os.path.join(HERE, "convert.py"), entry.model, json.dumps(job), output],
                              stdout=errors, stderr=errors, env=os.environ | {"PYTHONPATH": GOLDEN})
    if done.returncode:
        raise Failed(f"{entry.title}: the network was not converted: {last_line(log)}")
    job[entry.model] = output


class Worker:
    """`job` holds what every engine is told: library and weights (ours), checkpoint (PyTorch), onnx, image and pixels
    (files of arrays), width, height, threads, cpu (our level), peers_isa, label ids of stuff and things, sigmas; and
    what convert.py made."""

    def __init__(self, engine, job, log):
        self.entry, self.engine, self.log = ENGINES[engine], engine, log
        self.title = self.entry.title
        variables = {key: value for key, value in os.environ.items() if not key.startswith(OURS_TO_SET)}
        variables |= self.entry.environment | {
            "OMP_NUM_THREADS": str(job["threads"]), "MKL_NUM_THREADS": str(job["threads"]), "PYTHONPATH": GOLDEN,
            "TORCHINDUCTOR_CACHE_DIR": os.path.join(os.path.dirname(log), "compiled")}
        if job["peers_isa"] == "avx2" and not self.entry.ours:
            variables |= AVX2_ONLY
        with open(log, "w") as errors:
            self.process = subprocess.Popen(
                [sys.executable, os.path.join(HERE, "worker.py"),
                 json.dumps(job | {"module": self.entry.module, "model": job[self.entry.model]})],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=variables)
        self.loaded = self.read()
        self.first = {}

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            raise Failed(f"{self.title}: {last_line(self.log)}")
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
