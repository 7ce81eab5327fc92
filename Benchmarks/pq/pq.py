"""Times `pansecb pq` and csEvalPanopticSemanticLabeling in turns, on as many processors, from start to end of the
process; then measures their memory in runs of their own. First their results have to be the same.

    pq.py TOOL TRUTH.json PREDICTION.json [--rounds 5]
"""
import argparse
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time


def seconds(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def memory_of(session):
    """Bytes of all processes of a session, shared pages counted once."""
    total = 0
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.getsid(int(process)) != session:
                continue
            with open("/proc/%s/smaps_rollup" % process) as file:
                total += sum(1024 * int(line.split()[1]) for line in file if line.startswith("Pss:"))
        except OSError:
            pass
    return total


def peak_memory(command):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    peak = 0
    while process.poll() is None:
        peak = max(peak, memory_of(process.pid))
        time.sleep(0.003)
    return peak


def same(official, ours):
    rows = [(official[name], ours[name]) for name in ("All", "Things", "Stuff")]
    rows += [(values, ours["per_class"][i]) for i, values in official["per_class"].items()]
    return all(abs(ours[key] - value) <= 1e-12 for theirs, ours in rows for key, value in theirs.items())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs=3, metavar=("TOOL", "TRUTH", "PREDICTION"))
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    tool, truth, prediction = options.files
    with tempfile.TemporaryDirectory() as folder:
        results = folder + "/results.json"
        # They take all processors; so do we, by default.
        commands = {
            "csEvalPanopticSemanticLabeling": [
                os.path.join(os.path.dirname(sys.executable), "csEvalPanopticSemanticLabeling"),
                "--gt-json-file", truth, "--prediction-json-file", prediction, "--results_file", results],
            "pansecb pq": [
                tool, "pq", "--ground-truth", truth, "--prediction", prediction, "--threads",
                str(multiprocessing.cpu_count()), "--json"]}
        theirs, ours = commands
        # These runs also read the files into memory.
        seconds(commands[theirs])
        result = json.loads(subprocess.check_output(commands[ours], stderr=subprocess.DEVNULL))
        with open(results) as file:
            if not same(json.load(file), result):
                sys.exit("FAILED: the results are not the same")
        times = {name: [] for name in commands}
        for _ in range(options.rounds):
            for name, command in commands.items():
                times[name].append(seconds(command))
        memory = {name: peak_memory(command) for name, command in commands.items()}
    print("%d pairs, %d processors, %d runs of each in turns"
          % (result["images"], multiprocessing.cpu_count(), options.rounds))
    print("%-32s %10s %10s %14s" % ("", "median s", "least s", "peak memory MB"))
    for name, values in times.items():
        print("%-32s %10.2f %10.2f %14.0f" % (name, statistics.median(values), min(values), memory[name] / 1e6))
    ratios = [a / b for a, b in zip(times[theirs], times[ours])]
    print("pansecb pq is %.1f times as fast (median of the turns; %.1f to %.1f)"
          % (statistics.median(ratios), min(ratios), max(ratios)))


main()
