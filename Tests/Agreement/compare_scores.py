"""Compares `pansecb pq` with csEvalPanopticSemanticLabeling: for all images together, and for each alone, so that
nothing cancels out.

    compare_scores.py TOOL TRUTH.json PREDICTION.json
"""
import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile

from cityscapesscripts.evaluation import evalPanopticSemanticLabeling as official

import differences


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit("FAILED: exit %d: %s\n%s" % (done.returncode, " ".join(command), done.stderr))
    return done.stdout


def of_tool(tool, truth, prediction, *more):
    return json.loads(run(tool, "pq", "--ground-truth", truth, "--prediction", prediction, "--json", *more))


def qualities(result, of_classes=("pq", "sq", "rq")):
    """What both sides report."""
    classes = {i: {k: c[k] for k in of_classes} for i, c in result["per_class"].items()}
    return {"All": result["All"], "Things": result["Things"], "Stuff": result["Stuff"], "per_class": classes}


def of_official(truth, prediction, results):
    command = os.path.join(os.path.dirname(sys.executable), "csEvalPanopticSemanticLabeling")
    run(command, "--gt-json-file", truth, "--prediction-json-file", prediction, "--results_file", results)
    with open(results) as file:
        return json.load(file)


def of_one(annotation, predicted, folders, categories):
    """The official numbers of one image, with counts. Where no class occurs they divide by zero: there the mean of
    nothing is 0."""
    with contextlib.redirect_stdout(io.StringIO()):
        stat = official.pq_compute_single_core(0, [(annotation, predicted)], *folders, categories)
    nothing = {"pq": 0.0, "sq": 0.0, "rq": 0.0}
    result, classes = {}, {}
    for name, things in [("Things", True), ("Stuff", False), ("All", None)]:
        try:
            result[name], classes = stat.pq_average(categories, isthing=things)
        except ZeroDivisionError:
            result[name], classes = dict(nothing, n=0), {i: nothing for i in categories}
    counts = {i: {k: getattr(stat[i], k) for k in ("tp", "fp", "fn")} for i in categories}
    return dict(result, per_class={str(i): dict(classes[i], **counts[i]) for i in categories})


def each_alone(tool, truth, prediction, folder):
    with open(truth) as file:
        truths = json.load(file)
    with open(prediction) as file:
        predictions = {a["image_id"]: a for a in json.load(file)["annotations"]}
    categories = {c["id"]: c for c in truths["categories"]}
    folders = truth[: -len(".json")], prediction[: -len(".json")]
    lines = []
    for annotation in truths["annotations"]:
        predicted = predictions[annotation["image_id"]]
        for name, content in [("t.json", dict(truths, annotations=[annotation])),
                              ("p.json", {"annotations": [predicted]})]:
            with open(os.path.join(folder, name), "w") as file:
                json.dump(content, file)
        # The official code changes what it is given.
        theirs = of_one(annotation, predicted, folders, categories)
        ours = of_tool(
            tool, folder + "/t.json", folder + "/p.json", "--ground-truth-folder", folders[0], "--prediction-folder",
            folders[1])
        found = differences.of_values(theirs, qualities(ours, ("pq", "sq", "rq", "tp", "fp", "fn")))
        lines += ["image %s: %s" % (annotation["image_id"], line) for line in found]
    return lines, len(truths["annotations"])


def against_itself(tool, truth):
    """A truth is a perfect prediction of itself, but where a class has several crowds in an image: only one of them
    counts as a crowd."""
    with open(truth) as file:
        annotations = json.load(file)["annotations"]
    for annotation in annotations:
        crowds = [s["category_id"] for s in annotation["segments_info"] if s["iscrowd"]]
        if len(crowds) > len(set(crowds)):
            return []
    own = of_tool(tool, truth, truth)
    return ["truth against itself: %s has PQ %r" % (name, own[name]["pq"])
            for name in ("All", "Things", "Stuff") if own[name]["pq"] != 1]


def main():
    tool, truth, prediction = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        theirs, ours = of_official(truth, prediction, folder + "/results.json"), of_tool(tool, truth, prediction)
        lines = differences.of_values(theirs, qualities(ours))
        if ours != of_tool(tool, truth, prediction, "--threads", "1"):
            lines.append("one thread gives other numbers")
        alone, count = each_alone(tool, truth, prediction, folder)
        lines += alone
    lines += against_itself(tool, truth)
    print("\n".join(lines[:20]) or "%d images: the same numbers, PQ %.4f" % (count, ours["All"]["pq"]))
    sys.exit(1 if lines else 0)


if __name__ == "__main__":
    main()
