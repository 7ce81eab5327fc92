"""Copies labels, all but some classes as void: known_labels.py DATASET COPY ID,ID,..."""
import glob
import os
import sys

import numpy as np
from PIL import Image

from panoptic_format import write_instance_ids

dataset, copy, known = sys.argv[1], sys.argv[2], [int(i) for i in sys.argv[3].split(",")]
for path in glob.glob(dataset + "/gtFine/val/*/*_gtFine_instanceIds.png"):
    ids = np.array(Image.open(path))
    ids = np.where(np.isin(np.where(ids >= 1000, ids // 1000, ids), known), ids, 0)
    city, name = path.split("/")[-2:]
    write_instance_ids(copy + "/gtFine/val", city, name.replace("_gtFine_instanceIds.png", ""), ids)
os.symlink(os.path.realpath(dataset + "/leftImg8bit"), copy + "/leftImg8bit")
