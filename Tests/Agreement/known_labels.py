"""Copies labels, all but some classes as void, under names as Cityscapes has them (CITY_SEQUENCE_FRAME), with labelIds
and links to the pictures: known_labels.py DATASET COPY ID,ID,... [crowds]

With crowds, of each second image the objects of cars and persons are crowds: bare ids."""
import glob
import os
import sys

import numpy as np
from PIL import Image

from panoptic_format import write_instance_ids

dataset, copy, known = os.path.realpath(sys.argv[1]), sys.argv[2], [int(i) for i in sys.argv[3].split(",")]
for number, path in enumerate(sorted(glob.glob(dataset + "/gtFine/val/*/*_gtFine_instanceIds.png"))):
    city, name = path.replace("_gtFine_instanceIds.png", "").split("/")[-2:]
    new_name = name + "_000019"
    ids = np.array(Image.open(path))
    labels = np.where(ids >= 1000, ids // 1000, ids)
    is_known = np.isin(labels, known)
    if sys.argv[4:] == ["crowds"] and number % 2:
        ids = np.where(np.isin(labels, (24, 26)), labels, ids)
    write_instance_ids(copy + "/gtFine/val", city, new_name, np.where(is_known, ids, 0))
    image = Image.fromarray(np.where(is_known, labels, 0).astype(np.uint8))
    image.save("%s/gtFine/val/%s/%s_gtFine_labelIds.png" % (copy, city, new_name))
    pictures = "leftImg8bit/val/%s/" % city
    os.makedirs(os.path.join(copy, pictures), exist_ok=True)
    ending = "_leftImg8bit.png"
    os.symlink(os.path.join(dataset, pictures, name + ending), os.path.join(copy, pictures, new_name + ending))
