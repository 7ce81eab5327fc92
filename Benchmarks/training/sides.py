"""The programs that a bench of training compares: started once, then asked for steps in turns."""
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TRAINSTEP = os.path.join(os.path.dirname(os.path.dirname(HERE)), ".build", "release", "trainstep")

# What PyTorch may do. Words can be joined by +. All but contiguous are in channels_last; bf16 is the network under
# torch.autocast, with losses, weights and Adam in single precision.
MODES = {"channels_last": "channels_last, fp32", "contiguous": "contiguous, fp32", "compiled": "compiled, fp32",
         "bf16": "channels_last, autocast to bf16", "compiled+bf16": "compiled, autocast to bf16"}

# Under these settings PyTorch does not give pages back, and is faster.
KEEP_MEMORY = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "8589934592", "MALLOC_TOP_PAD_": "268435456"}


def modes(text):
    """Of an option's argument."""
    names = text.split(",")
    unknown = [name for name in names if name not in MODES]
    if unknown:
        raise SystemExit(f"no mode {', '.join(unknown)}; there are {', '.join(MODES)}")
    return names


class Side:
    def __init__(self, name, command, environment=None):
        self.name, self.times = name, []
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, env=os.environ | (environment or {}))

    @classmethod
    def pytorch(cls, name, mode, arguments, launcher=()):
        command = [sys.executable, *launcher, os.path.join(HERE, "pytorch.py"), *arguments]
        return cls(f"PyTorch, {name}{MODES[mode]}", command, KEEP_MEMORY)

    def ask(self, command):
        print(command, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"{self.name}: it has ended with {self.process.wait()}")
        return float(answer.split()[0])

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def compare(sides, rounds):
    """Steps in turns, after two that do not count. A ratio is the median of the rounds' ratios to the first side."""
    for side in sides:
        for _ in range(2):
            side.ask("step")
    for _ in range(rounds):
        for side in sides:
            side.times.append(side.ask("step"))
    longest = max(len(side.name) for side in sides)
    for side in sides:
        ratio = statistics.median(t / o for t, o in zip(side.times, sides[0].times))
        print(f"{side.name:{longest}}   median {statistics.median(side.times):7.0f} ms   "
              f"min {min(side.times):7.0f} ms   {ratio:5.2f} times the first   peak {side.ask('peak'):5.0f} MB")
        side.close()
