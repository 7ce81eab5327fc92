"""Where two results differ."""
import json
import os

import numpy as np
from PIL import Image

TOLERANCE = 1e-12


def of_values(a, b, place=""):
    """Lines of text; numbers may differ by rounding only."""
    if isinstance(a, dict) and isinstance(b, dict):
        missing = ["%s.%s is on one side only" % (place, key) for key in sorted(a.keys() ^ b.keys())]
        return missing + [line for key in a.keys() & b.keys()
                          for line in of_values(a[key], b[key], "%s.%s" % (place, key))]
    if isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            return ["%s: %d and %d values" % (place, len(a), len(b))]
        return [line for k in range(len(a)) for line in of_values(a[k], b[k], "%s[%d]" % (place, k))]
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return [] if abs(a - b) <= TOLERANCE else ["%s: %r and %r" % (place, a, b)]
    return [] if a == b else ["%s: %r and %r" % (place, a, b)]


def of_annotations(path_a, path_b):
    """The same of JSON files in the panoptic format and their PNG files, pixel by pixel."""
    with open(path_a) as a, open(path_b) as b:
        lines = of_values(json.load(a), json.load(b))
    folder_a, folder_b = path_a[: -len(".json")], path_b[: -len(".json")]
    names_a, names_b = set(os.listdir(folder_a)), set(os.listdir(folder_b))
    lines += ["%s is on one side only" % name for name in sorted(names_a ^ names_b)]
    for name in sorted(names_a & names_b):
        a, b = Image.open(os.path.join(folder_a, name)), Image.open(os.path.join(folder_b, name))
        if a.mode != b.mode or not np.array_equal(np.array(a), np.array(b)):
            lines.append("%s: other pixels" % name)
    return lines
