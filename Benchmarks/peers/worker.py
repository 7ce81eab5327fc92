"""One engine in a process of its own: waits for commands on standard input, a JSON list a line, and answers each with a
line.

usage: worker.py JOB    (a JSON object: session.py)
"""
import importlib
import json
import os
import sys
import time

import numpy as np

import machine


WAKING = 0.5        # seconds; a processor that has slept is up to a third slower at first


def timed(action, usual):
    """Runs it: milliseconds, and the seconds of processor time that others used meanwhile. What usually takes less than
    the time that a processor needs to wake up is run untimed before."""
    end = time.perf_counter() + WAKING
    while time.perf_counter() + usual < end:
        action()
    busy, own, start = machine.busy_seconds(), time.process_time(), time.perf_counter()
    action()
    wall = time.perf_counter() - start
    own = time.process_time() - own
    return {"ms": wall * 1e3, "foreign": machine.busy_seconds() - busy - own}


def load(job):
    module = importlib.import_module("engines." + job["module"])
    job["image"], job["pixels"] = np.load(job["image"]), np.load(job["pixels"])
    start = time.perf_counter()
    return module.Engine(job), (time.perf_counter() - start) * 1e3


def answer(engine, usual, command, *paths):
    """`usual` holds the seconds that each timed command took last."""
    if command in ("forward", "image", "cluster"):
        result = timed(getattr(engine, command), usual.get(command, WAKING))
        usual[command] = result["ms"] / 1e3
        return result
    if command == "give":
        engine.give(*(np.load(path) for path in paths))
    elif command == "outputs":
        for array, path in zip(engine.outputs(), paths):
            np.save(path, array)
    elif command == "panoptic":
        np.save(paths[0], engine.panoptic())
    elif command == "peak":
        return machine.peak_megabytes()
    else:
        raise ValueError(command)


def main():
    # Nothing that an engine prints may come between the answers.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    job = json.loads(sys.argv[1])
    engine, milliseconds = load(job)
    print(json.dumps({"load": milliseconds, "version": str(engine.version), "kernels": engine.kernels}), file=answers)
    usual = {}
    for line in sys.stdin:
        print(json.dumps(answer(engine, usual, *json.loads(line))), file=answers)


if __name__ == "__main__":
    main()
