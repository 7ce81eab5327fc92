"""Labels that Cityscapes does not have, and what `pansecb dataset panoptic --classes` has to make of them.

    own_classes.py write FOLDER
    own_classes.py check FOLDER
"""
import json
import sys

import numpy as np
from PIL import Image

from panoptic_format import write_instance_ids

# Road, a tram, a crowd of trams, and two labels without a class.
IDS = np.repeat([7, 60001, 60, 50, 61002], 4).reshape(5, 4)

action, folder = sys.argv[1:]
if action == "write":
    write_instance_ids(folder + "/gtFine/val", "city", "a", IDS)
else:
    with open(folder + "/gtFine/cityscapes_panoptic_val.json") as file:
        content = json.load(file)
    assert content["categories"] == [
        {"id": 7, "name": "road", "color": [1, 2, 3], "isthing": 0},
        {"id": 60, "name": "tram", "color": [4, 5, 6], "isthing": 1}]
    segments = [(s["id"], s["category_id"], s["iscrowd"], s["bbox"])
                for s in content["annotations"][0]["segments_info"]]
    assert segments == [(7, 7, 0, [0, 0, 4, 1]), (60, 60, 1, [0, 2, 4, 1]), (60001, 60, 0, [0, 1, 4, 1])], segments
    image = Image.open(folder + "/gtFine/cityscapes_panoptic_val/a_gtFine_panoptic.png")
    pixels = np.array(image).astype(int) @ [1, 256, 65536]
    assert (pixels == np.where(np.isin(IDS, [7, 60, 60001]), IDS, 0)).all()
