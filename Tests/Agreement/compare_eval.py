"""Compares what `pansecb eval --json` printed with the official numbers of the predictions that it wrote:

    compare_eval.py TOOL EVAL.json TRUTH.json PREDICTION.json PIXELS.json

PIXELS.json is of csEvalPixelLevelSemanticLabeling.
"""
import json
import math
import sys
import tempfile

import differences
from compare_scores import of_official, of_tool, qualities

tool, printed, truth, prediction, pixels = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    theirs = of_official(truth, prediction, folder + "/results.json")
counts = of_tool(tool, truth, prediction)["per_class"]
with open(printed) as file:
    result = json.load(file)
ours = {name: dict(result[name.lower()]) for name in ("All", "Things", "Stuff")}
for means in ours.values():
    means["n"] = means.pop("classes")
# A class that the model does not have occurs on neither side, and the official tool calls that 0.
ours["per_class"] = {i: {"pq": 0, "sq": 0, "rq": 0} for i in theirs["per_class"]}
lines = []
for c in result["classes"]:
    ours["per_class"][str(c["id"])] = {k: c.get(k) or 0 for k in ("pq", "sq", "rq")}
    found = {"tp": c["truePositives"], "fp": c["falsePositives"], "fn": c["falseNegatives"]}
    lines += differences.of_values({k: counts[str(c["id"])][k] for k in found}, found, c["name"])
lines += differences.of_values(theirs, qualities(ours))
with open(pixels) as file:
    official = json.load(file)
for c in result["classes"]:
    iou = official["classScores"][c["name"]]
    lines += differences.of_values(None if math.isnan(iou) else iou, c.get("iou"), c["name"] + ".iou")
lines += differences.of_values(official["averageScoreClasses"], result["miou"], "mean IoU")
means = result["images"], result["all"]["pq"], result["miou"]
print("\n".join(lines[:20]) or "%d images: the same numbers, PQ %.4f, mean IoU %.4f" % means)
sys.exit(1 if lines else 0)
