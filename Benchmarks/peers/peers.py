"""Times PanSECB beside ONNX Runtime, OpenVINO, LiteRT, MNN and PyTorch, all with the same weights: random ones and an
image whose objects they see, or a checkpoint of the user's and the photograph of the examples.

usage: peers.py [--sizes 512x1024,1024x2048] [--threads 1,2] [--rounds 7] [--objects 30] [--patience SECONDS]
                [--engines onnxruntime,openvino,litert,mnn,pytorch,pytorch-compiled,onnxruntime-int8,openvino-int8,
                           pansecb,pansecb-avx512]
                [--checkpoint FILE.pth] [--classes FILE.json] [--cpu auto|avx2|avx512|amx] [--peers-isa auto|avx2]
                [--json FILE] [--markdown]

A short run: --sizes 512x1024 --threads 1 --rounds 3 --engines openvino,pansecb

Each engine is a process of its own, and they take turns: one frame each, round after round, so that whatever the
machine does besides meets all of them. A turn waits for a quiet moment, and is repeated once if it was not quiet. A
ratio is the median of the rounds' ratios, peer to ours. "foreign" is processor time that others used during the timed
frames, as a share of those frames' time; rows that it may have spoilt are listed. Outputs must agree with PyTorch's
within 1e-4 of the largest value, panoptic maps with the reference's in 99.99 % of the pixels, or in all where they come
from the same outputs. Of engines in int8 the error is told and no more is asked: only their network's time counts,
which our whole frame in fp32 is compared with. An engine that is not installed is left out.
"""
import argparse
import datetime
import json
import os
import platform
import signal
import statistics
import sys
import tempfile
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(TOP, "Tests", "Golden", "make"))

import torch

import library
import machine
import report
from inputs import Inputs, largest_error, share_of_equal_pixels
from session import ENGINES, Failed, Worker, convert, disturbed

CLUSTERING_SIZE, CLUSTERING_THREADS = (1024, 2048), 1
LARGEST_ERROR, SMALLEST_SHARE = 1e-4, 0.9999


def arguments():
    p = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n\n")[0])
    p.add_argument("--sizes", type=lambda s: [tuple(int(v) for v in size.split("x")) for size in s.split(",")],
                   default="512x1024,1024x2048")
    p.add_argument("--threads", type=lambda s: [int(v) for v in s.split(",")], default="1,2")
    p.add_argument("--rounds", type=int, default=7)
    p.add_argument("--engines", type=lambda s: s.split(","),
                   default=[engine for engine in ENGINES if engine != "reference"])
    p.add_argument("--objects", type=int, default=30)
    p.add_argument("--patience", type=float, default=4)
    p.add_argument("--checkpoint"), p.add_argument("--classes")
    p.add_argument("--cpu", choices=("auto", "avx2", "avx512", "amx"), default="auto")
    p.add_argument("--peers-isa", choices=("auto", "avx2"), default="auto")
    p.add_argument("--json"), p.add_argument("--markdown", action="store_true")
    p.add_argument("--library", default=os.path.join(TOP, "build", "libpansecb.so"))
    p.add_argument("--tool", default=os.path.join(TOP, ".build", "release", "pansecb"))
    options = p.parse_args()
    unknown = set(options.engines) - (set(ENGINES) - {"reference"})
    if unknown:
        known = ", ".join(engine for engine in ENGINES if engine != "reference")
        p.error(f"unknown engine {', '.join(sorted(unknown))}; there are {known}")
    if any(side % 8 for size in options.sizes for side in size):
        p.error("heights and widths must be multiples of 8: the other engines do not pad")
    for path in (options.library, options.tool):
        if not os.path.exists(path):
            p.error(f"{path} is missing: make library tool")
    if options.rounds < 1:
        p.error("at least one round")
    return options


class Benchmark:
    def __init__(self, options, folder):
        self.options, self.folder, self.rows, self.problems = options, folder, [], []
        self.engines = self.installed(options.engines)

    def start(self, engine, inputs, threads, command, *given):
        """A worker that has run the command, on outputs that are given if any; or None if the engine fails."""
        worker = None
        try:
            worker = Worker(engine, inputs.job | {"threads": threads}, os.path.join(self.folder, engine + ".log"))
            if given:
                worker.ask("give", *given)
            worker.warm_up(command)
            return worker
        except Failed as failure:
            self.problem(f"{inputs.name}, threads: {threads}, left out: {failure}")
            if worker:
                worker.close()

    def installed(self, engines):
        """Those whose packages are there; the others are told once."""
        missing = {engine: ENGINES[engine].missing() for engine in engines}
        for engine in engines:
            if missing[engine]:
                self.problem(f"{ENGINES[engine].title} is left out, not here: {', '.join(missing[engine])}")
        return [engine for engine in engines if not missing[engine]]

    def converted(self, engines, inputs):
        """Those whose file could be made."""
        made = []
        for engine in engines:
            model = ENGINES[engine].model
            try:
                if model not in inputs.job:
                    self.say(f"{inputs.name}, conversion for {ENGINES[engine].title}")
                    convert(engine, inputs.job, inputs.path("network." + model),
                            os.path.join(self.folder, engine + ".log"))
                made.append(engine)
            except Failed as failure:
                self.problem(f"{inputs.name}, left out: {failure}")
        return made

    def problem(self, text):
        print(text, file=sys.stderr, flush=True)
        self.problems.append(text)

    def rounds(self, turns):
        """Turns (worker, command) one after another, again and again: each worker's times."""
        times = {worker: [] for worker, _ in turns}
        for _ in range(self.options.rounds):
            for worker, command in turns:
                times[worker].append(worker.turn(command, self.options.patience))
        return times

    def row(self, table, inputs, threads, worker, parts, ours, **more):
        """A row from the times of its parts (lists of turns), which are added up round by round."""
        totals = [sum(turn["ms"] for turn in turns) for turns in zip(*parts)]
        ratios = [total / own for total, own in zip(totals, ours)]
        turns = [turn for part in parts for turn in part]
        self.rows.append({
            "table": table, "size": inputs.name, "threads": threads, "engine": worker.engine, "title": worker.title,
            "version": worker.loaded["version"], "kernels": worker.loaded["kernels"],
            "median": statistics.median(totals), "min": min(totals),
            "ratio": statistics.median(ratios) if ratios else None,
            "rounds": totals, "parts": [[turn["ms"] for turn in turns] for turns in parts],
            "foreign": max(0, 1e5 * sum(turn["foreign"] for turn in turns) / sum(totals)),
            "disturbed": disturbed(*turns), **more})

    # ------------------------------------------------------------------------------------------------ the three tables

    def networks(self, size, threads_list):
        """Tables 1 and 2 of one size."""
        inputs = Inputs(self.folder, size, self.options)
        inputs.add_truth()
        engines = self.converted(self.engines, inputs)
        for threads in threads_list:
            self.say(f"{inputs.name}, threads: {threads}")
            workers = [self.start(engine, inputs, threads, "forward") for engine in engines]
            workers = [worker for worker in workers if worker]
            self.network_only(inputs, threads, workers)
            self.whole_frames(inputs, threads, workers)
            for worker in workers:
                worker.close()

    def network_only(self, inputs, threads, workers):
        errors = {worker: self.error(inputs, worker) for worker in workers}
        times = self.rounds([(worker, "forward") for worker in workers])
        ours = [turn["ms"] for worker in workers if worker.engine == "pansecb" for turn in times[worker]]
        for worker in workers:
            self.row("network", inputs, threads, worker, [times[worker]], ours, error=errors[worker],
                     peak=worker.ask("peak"),
                     load=worker.loaded["load"], first=worker.first["forward"])

    def whole_frames(self, inputs, threads, workers):
        reference = self.start("reference", inputs, threads, "cluster", *inputs.truth)
        int8 = [worker for worker in workers if worker.entry.int8]
        workers = [worker for worker in workers if not worker.entry.int8]
        results = {}
        for worker in workers:
            worker.warm_up("image")
            if worker.entry.ours:
                results[worker] = self.compare_map(inputs, worker, inputs.true_map, SMALLEST_SHARE)
            else:
                results[worker] = f"network's error {self.error(inputs, worker):.1e}"
        times = self.rounds([(worker, "image") for worker in workers] + [(worker, "forward") for worker in int8]
                            + [(reference, "cluster")])
        ours = [turn for worker in workers if worker.engine == "pansecb" for turn in times[worker]]
        for worker in workers:
            parts = [times[worker]] if worker.entry.ours else [times[worker], times[reference]]
            medians = " + ".join(f"{statistics.median(turn['ms'] for turn in part):.1f}" for part in parts)
            self.row("image", inputs, threads, worker, parts, [turn["ms"] for turn in ours],
                     result=f"{medians} ms, {results[worker]}",
                     objects=f"{inputs.objects} objects on {100 * inputs.share:.0f} % of {inputs.name}")
        for worker in int8 if ours else []:
            own, theirs = (statistics.median(turn["ms"] for turn in turns) for turns in (ours, times[worker]))
            self.row("int8", inputs, threads, worker, [times[worker]], [turn["ms"] for turn in ours],
                     result=f"PanSECB's whole frame in fp32, {own:.1f} ms, is "
                             f"{'below' if own < theirs else 'NOT below'} it")
        reference.close()

    def clustering(self):
        """Table 3."""
        inputs, threads = Inputs(self.folder, CLUSTERING_SIZE, self.options), CLUSTERING_THREADS
        inputs.add_made_up(self.options.objects)
        self.say(f"clustering, {inputs.name}, threads: {threads}")
        reference, ours = workers = [self.start(engine, inputs, threads, "cluster", *inputs.made_up)
                                     for engine in ("reference", "pansecb")]
        truth = inputs.path("reference_map.npy")
        reference.ask("panoptic", truth)
        result = self.compare_map(inputs, ours, truth, 1)
        times = self.rounds([(worker, "cluster") for worker in workers])
        for worker in workers:
            self.row("clustering", inputs, threads, worker, [times[worker]], [turn["ms"] for turn in times[ours]],
                     result=result,
                     objects=f"{inputs.made_up_objects} objects on {inputs.name}")
            worker.close()

    # ------------------------------------------------------------------------------------------------ checks

    def error(self, inputs, worker):
        """Of the outputs that the worker computed last."""
        paths = [inputs.path(f"{worker.engine}_{name}.npy") for name in ("semantic", "instance")]
        worker.ask("outputs", *paths)
        error = largest_error(paths, inputs.truth)
        if not worker.entry.int8 and not error < LARGEST_ERROR:
            self.problem(f"WRONG: {worker.title}, {inputs.name}: outputs differ by {error:.1e} of the largest value")
        return error

    def compare_map(self, inputs, worker, truth, smallest):
        path = inputs.path(f"{worker.engine}_map.npy")
        worker.ask("panoptic", path)
        share = share_of_equal_pixels(path, truth)
        result = f"{100 * share:.4f} % of the map equal"
        if share < smallest:
            self.problem(f"WRONG: {worker.title}, {inputs.name}: {result}")
        return result

    # ------------------------------------------------------------------------------------------------ report

    def say(self, text):
        print(f"... {text}", file=sys.stderr, flush=True)

    def heading(self):
        versions = dict.fromkeys(f"{row['title'].split(',')[0]} {row['version']}"
                                 for row in self.rows
                                 if row["engine"] != "reference" and not ENGINES[row["engine"]].ours)
        lines = [f"{machine.cpu_model()}, {os.cpu_count()} processors, {' '.join(machine.instruction_sets())}",
                 f"{datetime.datetime.now():%Y-%m-%d %H:%M}, {platform.system()} {platform.release()}",
                 ", ".join([f"PanSECB {library.version(self.options.library)}", *versions,
                            f"Python {platform.python_version()}"]),
                 f"{self.options.rounds} rounds; weights: {self.options.checkpoint or 'random'}; "
                 f"our kernels: {self.options.cpu}"]
        if self.options.peers_isa == "avx2":
            lines.append("peers limited to AVX2 through ONEDNN_MAX_CPU_ISA, DNNL_MAX_CPU_ISA, ATEN_CPU_CAPABILITY: "
                         "PyTorch and OpenVINO obey (column kernels), the others have no such switch and use what the "
                         "processor has")
        return "\n".join(lines) + "\n"

    def disturbed(self):
        return [f"measure again, foreign load of {row['foreign']:.0f} %: {row['table']}, {row['title']}, "
                f"{row['size']}, threads: {row['threads']}"
                for row in self.rows if row["disturbed"]]

    def print(self):
        print(self.heading())
        for table in report.TITLES:
            print(report.text(self.rows, table))
        print("\n".join(self.problems + self.disturbed()))
        if self.options.markdown:
            for table in report.TITLES:
                print(report.markdown(self.rows, table))
        if self.options.json:
            with open(self.options.json, "w") as file:
                json.dump({"heading": self.heading().splitlines(), "options": vars(self.options),
                           "problems": self.problems,
                           "rows": self.rows}, file, indent=1)


def main():
    options = arguments()
    warnings.filterwarnings("ignore", module="torch.onnx")
    torch.set_num_threads(max(options.threads))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))      # the temporary folder is removed
    with tempfile.TemporaryDirectory() as folder:
        benchmark = Benchmark(options, folder)
        for size in options.sizes:
            benchmark.networks(size, options.threads)
        if "pansecb" in benchmark.engines:
            benchmark.clustering()
        benchmark.print()
    sys.exit(1 if any(problem.startswith("WRONG") for problem in benchmark.problems) else 0)


if __name__ == "__main__":
    main()
