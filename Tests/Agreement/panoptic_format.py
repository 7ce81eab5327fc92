"""Writes annotations in COCO's panoptic format."""
import json
import os

import numpy as np
from PIL import Image


class Writer:
    """A JSON file and its folder of PNG files."""

    def __init__(self, path, categories=None):
        self.path, self.folder = path, path[: -len(".json")]
        self.content = {"annotations": [], "images": []}
        if categories is not None:
            self.content["categories"] = categories
        os.makedirs(self.folder, exist_ok=True)

    def add(self, image_id, file_name, ids, segments, alpha=False):
        """segments: {id: category, or a dictionary of more}."""
        planes = [ids % 256, ids // 256 % 256, ids // 65536]
        if alpha:
            planes.append(np.full_like(ids, 77))
        name = os.path.join(self.folder, file_name)
        os.makedirs(os.path.dirname(name), exist_ok=True)
        Image.fromarray(np.stack(planes, axis=2).astype(np.uint8)).save(name)
        listed = [dict({"id": int(i)}, **(s if isinstance(s, dict) else {"category_id": int(s)}))
                  for i, s in segments.items()]
        self.content["images"].append({"id": image_id, "file_name": file_name, "width": ids.shape[1],
                                       "height": ids.shape[0]})
        self.content["annotations"].append({"image_id": image_id, "file_name": file_name, "segments_info": listed})

    def close(self):
        with open(self.path, "w") as file:
            json.dump(self.content, file)


def write_instance_ids(folder, city, name, ids):
    """Ground truth in the layout of Cityscapes."""
    os.makedirs(os.path.join(folder, city), exist_ok=True)
    Image.fromarray(ids.astype(np.uint16)).save(os.path.join(folder, city, name + "_gtFine_instanceIds.png"))
