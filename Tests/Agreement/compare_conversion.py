"""Compares conversions of the same labels: compare_conversion.py OFFICIAL.json OURS.json"""
import sys

import differences

lines = differences.of_annotations(*sys.argv[1:])
print("\n".join(lines[:20] or ["%s: the same" % sys.argv[2].split("/")[-1]]))
sys.exit(1 if lines else 0)
