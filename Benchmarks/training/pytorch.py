"""PyTorch's side of the benches: trains the network of trainstep and answers the same commands.

usage: pytorch.py BATCH HEIGHTxWIDTH THREADS MODE [BATCHES]

A step adds up the gradients of BATCHES batches (1). Processes that torchrun started have one batch each, in
DistributedDataParallel with gloo; the first has the commands and answers, once all are done; its peak is the largest of
all. The losses are those of all objects of an image at once (batched.py), which is the fastest.
"""
import os
import resource
import sys
import time

import torch
import torch.distributed as dist

import batched

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Tests", "Golden", "make"))
from reference import PanSECB  # noqa: E402


class Step:
    def __init__(self, batch, height, width, mode, batches=1, first=0):
        """
        mode: words of `sides.MODES`, with + between.
        first: number of the first batch, if others have other batches.
        """
        words = mode.split("+")
        layout = torch.contiguous_format if "contiguous" in words else torch.channels_last
        self.is_bf16 = "bf16" in words
        torch.manual_seed(0)
        network = PanSECB().train().to(memory_format=layout)
        # No decoder uses it, and DistributedDataParallel would wait for its gradient.
        network.encoder.output_conv.requires_grad_(False)
        self.adam = torch.optim.Adam(network.parameters(), lr=5e-4, weight_decay=1e-4)
        torch.manual_seed(first + 1)
        self.batches = [torch.randint(0, 256, (batch, 3, height, width)).float().div(255).contiguous(
            memory_format=layout) for _ in range(batches)]
        self.targets = [batched.made_up(height, width) for _ in range(batch)]
        if dist.is_initialized():
            network = torch.nn.parallel.DistributedDataParallel(network, gradient_as_bucket_view=True)
        self.forward = torch.compile(network) if "compiled" in words else network

    def outputs(self, images):
        with torch.autocast("cpu", torch.bfloat16, enabled=self.is_bf16):
            semantic, instance = self.forward(images)
        # Losses are in single precision in all modes: bfloat16 cannot tell neighbouring pixels apart.
        return semantic.float(), instance.float()

    def take(self):
        """Returns the loss, the mean over the own batches."""
        self.adam.zero_grad()
        total = 0.0
        for images in self.batches:
            loss = batched.loss(*self.outputs(images), self.targets) / len(self.batches)
            loss.backward()
            total += float(loss.detach())
        self.adam.step()
        return total


class Processes:
    """Those that torchrun started, or this one alone."""

    def __init__(self):
        if "LOCAL_RANK" in os.environ:
            dist.init_process_group("gloo")
        self.rank = dist.get_rank() if dist.is_initialized() else 0

    def next_command(self):
        command = [sys.stdin.readline().strip() if self.rank == 0 else None]
        if dist.is_initialized():
            dist.broadcast_object_list(command)
        return command[0]

    def largest(self, number):
        number = torch.tensor(number, dtype=torch.double)
        if dist.is_initialized():
            dist.all_reduce(number, dist.ReduceOp.MAX)
        return float(number)

    def answer(self, *numbers):
        if self.rank == 0:
            print(*numbers, flush=True)


def main():
    batch, (height, width), threads, mode = (
        int(sys.argv[1]), map(int, sys.argv[2].split("x")), int(sys.argv[3]), sys.argv[4])
    torch.set_num_threads(threads)
    processes = Processes()
    step = Step(batch, height, width, mode, *map(int, sys.argv[5:6]), first=processes.rank)
    while command := processes.next_command():
        if command == "step":
            start = time.perf_counter()
            loss = step.take()
            # Waits until the last process is done.
            processes.largest(0)
            processes.answer((time.perf_counter() - start) * 1e3, loss)
        else:
            processes.answer(processes.largest(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6))
    if dist.is_initialized():
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
