"""Times a training step beside PyTorch's, each in a process of its own, in turns: forward, all losses, backward, Adam;
single precision.

usage: step.py [--batch 2] [--size 512x512] [--threads 2] [--rounds 5] [--modes channels_last,contiguous] [--tool FILE]

PyTorch runs the same network and losses, those of all objects of an image at once (batched.py), which is the fastest;
with memory settings under which it does not give pages back. A ratio is the median of the rounds' ratios. Peak memory
is that of the process.
"""
import argparse
import os
import resource
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
KEEP_MEMORY = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "8589934592", "MALLOC_TOP_PAD_": "268435456"}


def worker(batch, height, width, threads, mode):
    """PyTorch's side: answers the commands of trainstep."""
    sys.path.insert(0, os.path.join(TOP, "Tests", "Golden", "make"))
    import torch
    from reference import PanSECB
    import batched
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    layout = torch.channels_last if mode == "channels_last" else torch.contiguous_format
    model = PanSECB().train().to(memory_format=layout)
    adam = torch.optim.Adam(model.parameters(), lr=5e-4, weight_decay=1e-4)
    images = torch.randint(0, 256, (batch, 3, height, width)).float().div(255).contiguous(memory_format=layout)
    targets = [batched.made_up(height, width) for _ in range(batch)]
    for line in sys.stdin:
        if line.strip() == "step":
            start = time.perf_counter()
            adam.zero_grad()
            loss = batched.loss(*model(images), targets)
            loss.backward()
            adam.step()
            print((time.perf_counter() - start) * 1e3, float(loss.detach()), flush=True)
        else:
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6, flush=True)


class Side:
    def __init__(self, name, command, environment=None):
        self.name, self.times = name, []
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=os.environ | (environment or {}))

    def ask(self, command):
        print(command, file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline().split()[0])


def main():
    p = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n\n")[0])
    p.add_argument("--batch", type=int, default=2), p.add_argument("--size", default="512x512")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--rounds", type=int, default=5), p.add_argument("--modes", default="channels_last,contiguous")
    p.add_argument("--tool", default=os.path.join(TOP, ".build", "release", "trainstep"))
    p.add_argument("--worker", help=argparse.SUPPRESS)
    a = p.parse_args()
    height, width = (int(v) for v in a.size.split("x"))
    if a.worker:
        return worker(a.batch, height, width, a.threads, a.worker)
    own = [sys.executable, os.path.abspath(__file__), "--batch", str(a.batch), "--size", a.size, "--threads",
           str(a.threads)]
    sides = [Side("PanSECB", [a.tool, str(a.batch), a.size, str(a.threads)])]
    sides += [Side(f"PyTorch, {mode}", own + ["--worker", mode], KEEP_MEMORY) for mode in a.modes.split(",")]
    for side in sides:
        for _ in range(2):
            side.ask("step")
    for _ in range(a.rounds):
        for side in sides:
            side.times.append(side.ask("step"))
    print(f"training step, {a.batch} x 3 x {a.size}, {a.threads} threads, {a.rounds} rounds in turns")
    for side in sides:
        ratio = statistics.median(t / o for t, o in zip(side.times, sides[0].times))
        print(f"{side.name:24} median {statistics.median(side.times):7.0f} ms   min {min(side.times):7.0f} ms   "
              f"{ratio:5.2f} times ours   peak {side.ask('peak'):5.0f} MB")


if __name__ == "__main__":
    main()
