"""What a page of documentation has for its reader to save and to type: page.py PAGE FOLDER writes the blocks of code as
block.LANGUAGE, and the commands, a line each, as commands."""
import re
import sys

text = open(sys.argv[1]).read()
blocks = re.findall(r"^```(\w+)\n(.*?)^```$", text, re.M | re.S)
assert len({language for language, _ in blocks}) == len(blocks), "two blocks of one language"
for language, content in blocks:
    open(f"{sys.argv[2]}/block.{language}", "w").write(content)
commands = re.findall(r"^    (pansecb .*)$", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S), re.M)
open(f"{sys.argv[2]}/commands", "w").write("\n".join(commands) + "\n")
