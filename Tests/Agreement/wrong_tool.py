#!/usr/bin/env python3
"""The tool of the environment variable TOOL, but for one number: a class's SQ is too high by 1e-9."""
import json
import os
import subprocess
import sys

result = json.loads(subprocess.check_output([os.environ["TOOL"], *sys.argv[1:]]))
result["per_class"]["3"]["sq"] += 1e-9
print(json.dumps(result))
