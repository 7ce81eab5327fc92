"""Changes one pixel and one number: spoil.py ANNOTATIONS.json"""
import json
import sys

from PIL import Image

path = sys.argv[1]
name = path[: -len(".json")] + "/chequered_gtFine_panoptic.png"
picture = Image.open(name).copy()
picture.putpixel((3, 3), (1, 0, 0))
picture.save(name)
with open(path) as file:
    content = json.load(file)
content["annotations"][-1]["segments_info"][0]["area"] += 1
with open(path, "w") as file:
    json.dump(content, file)
