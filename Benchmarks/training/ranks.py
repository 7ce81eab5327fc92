"""Times a training step of two processes of one thread each, beside one process of two threads that does the same, and
PyTorch in both ways; in turns.

usage: ranks.py [--batch 1] [--size 512x512] [--ranks 2] [--rounds 5] [--modes channels_last] [--tool FILE]

A step has a batch for each process, normalised by its own statistics, whose gradients are added up. Ours runs under
mpirun, PyTorch's in DistributedDataParallel with gloo under torchrun; the modes are those of step.py. A step lasts
until the last process is done. A ratio is the median of the rounds' ratios. Peak memory is that of the largest process.
"""
import argparse
import os

from sides import TRAINSTEP, Side, compare, modes

# Some machines have only this user.
AS_ROOT = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}


def main():
    p = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n\n")[0])
    p.add_argument("--batch", type=int, default=1), p.add_argument("--size", default="512x512")
    p.add_argument("--ranks", type=int, default=2), p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--modes", type=modes, default="channels_last")
    p.add_argument("--tool", default=TRAINSTEP)
    a = p.parse_args()
    each, all_in_one = [a.batch, a.size, 1], [a.batch, a.size, a.ranks]
    processes, threads = f"{a.ranks} processes of 1 thread", f"1 process of {a.ranks} threads"
    mpirun = ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", a.ranks]
    torchrun = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", a.ranks]
    os.environ["OMP_NUM_THREADS"] = "1"  # torchrun would set it and say so; pytorch.py sets its threads itself
    sides = [Side(f"PanSECB, {processes}", [*mpirun, a.tool, *each], AS_ROOT),
             Side(f"PanSECB, {threads}", [a.tool, *all_in_one, a.ranks])]
    for mode in a.modes:
        sides += [Side.pytorch(f"{processes}, ", mode, [*each, mode], torchrun),
                  Side.pytorch(f"{threads}, ", mode, [*all_in_one, mode, a.ranks])]
    print(f"training step of {a.ranks} batches of {a.batch} x 3 x {a.size}, {a.rounds} rounds in turns")
    compare(sides, a.rounds)


if __name__ == "__main__":
    main()
