"""Times a training step beside PyTorch's, each in a process of its own, in turns: forward, all losses, backward, Adam.

usage: step.py [--batch 2] [--size 512x512] [--threads 2] [--rounds 5]
               [--modes channels_last,contiguous,bf16,compiled+bf16] [--tool FILE]

PyTorch runs the same network and losses (pytorch.py), with memory settings under which it does not give pages back, in
these modes: channels_last, contiguous and compiled in single precision as ours; bf16 and compiled+bf16 with the network
under torch.autocast, whose convolutions then have 8 bits of precision. A ratio is the median of the rounds' ratios.
Peak memory is that of the process.
"""
import argparse

from sides import TRAINSTEP, Side, compare, modes


def main():
    p = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n\n")[0])
    p.add_argument("--batch", type=int, default=2), p.add_argument("--size", default="512x512")
    p.add_argument("--threads", type=int, default=2), p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--modes", type=modes, default="channels_last,contiguous,bf16,compiled+bf16")
    p.add_argument("--tool", default=TRAINSTEP)
    a = p.parse_args()
    arguments = [a.batch, a.size, a.threads]
    sides = [Side("PanSECB, fp32", [a.tool, *arguments])]
    sides += [Side.pytorch("", mode, [*arguments, mode]) for mode in a.modes]
    print(f"training step, {a.batch} x 3 x {a.size}, {a.threads} threads, {a.rounds} rounds in turns")
    compare(sides, a.rounds)


if __name__ == "__main__":
    main()
