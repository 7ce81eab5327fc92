"""Files that nobody should trust: hostile.py CHANGE FILE.

CHANGE is Python: of a JSON file, statements that change its content `d`; of another, an expression for the new text
made of the old one, `d`. The result replaces the file.
"""
import json
import sys

change, file = sys.argv[1:3]
text = open(file).read()
if file.endswith(".json"):
    d = json.loads(text)
    exec(change)
    text = json.dumps(d)
else:
    d = text
    text = eval(change)
open(file, "w").write(text)
