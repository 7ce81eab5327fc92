"""Made-up pictures and their labels in every format that `dataset import` reads, with the truth for each pixel:

    make_data.py FOLDER

photos/SPLIT    pictures of odd sizes with LabelMe's files beside them
annotations.xml CVAT's, of the training pictures
panoptic/       COCO's panoptic format: SPLIT.json and SPLIT/; "wall" is a class of its own that others call building
instances.json  COCO's instances of the training pictures: cars and persons, as polygons and all forms of run lengths
ids/ objects/   class ids and numbers of objects of the training pictures
truth/          NAME.npz: for each pixel an index of NAMES, and the number of its object
"""
import json
import os
import sys
from xml.sax.saxutils import quoteattr

import numpy as np
from PIL import Image

NAMES = ["sky", "building", "wall", "road", "car", "person"]
IDS = {"sky": 23, "building": 11, "wall": 12, "road": 7, "car": 26, "person": 24}
THINGS = ["car", "person"]
COLOURS = {"sky": (70, 130, 180), "building": (70, 70, 70), "wall": (102, 102, 156), "road": (128, 64, 128),
           "car": (0, 0, 142), "person": (220, 20, 60)}
VOID = len(NAMES)


def inside(points, height, width):
    """Pixels whose centres are inside by the even-odd rule; no corner is level with a centre."""
    y, x = np.mgrid[0:height, 0:width] + 0.5
    mask = np.zeros((height, width), bool)
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1]):
        if y0 != y1:
            crosses = (y0 <= y) != (y1 <= y)
            mask ^= crosses & (x < x0 + (y - y0) / (y1 - y0) * (x1 - x0))
    return mask


def shapes(random, height, width):
    """Label, kind, corners and group, from back to front."""
    horizon, kerb = height * 0.4 + 0.3, height * 0.6 + 0.2
    w, h = width + 5.2, height + 7.7
    yield "sky", "polygon", [[-3.3, -2.2], [w, -2.2], [w, horizon], [-3.3, horizon]], None
    yield "building", "polygon", [[5.3, 3.7], [width * 0.4, 9.1], [width * 0.45, kerb], [-2.1, kerb]], None
    yield "wall", "polygon", [[width * 0.45, horizon - 3.3], [w, horizon - 8.8], [w, kerb], [width * 0.45, kerb]], None
    yield "road", "polygon", [[-1.2, kerb], [w, kerb], [w, h], [-1.2, h]], None
    for number in range(3):
        x, y = random.uniform(2, width - 38), random.uniform(kerb - 14, height - 22)
        x, y = round(x) + 0.2, round(y) + 0.3
        yield "car", "polygon", [[x, y + 6], [x + 7.4, y], [x + 22.9, y + 0.9], [x + 33.6, y + 8.2], [x + 31, y + 16],
                                 [x + 2.2, y + 17.1]], None
    x, y = round(random.uniform(4, width - 14)) + 0.2, round(kerb - 12) + 0.3
    yield "person", "rectangle", [[x + 7.3, y + 24], [x, y]], None
    # A car of two parts on either side of the person.
    y = height - 18.7
    yield "car", "polygon", [[x - 9.7, y], [x - 1.1, y], [x - 1.1, y + 11], [x - 9.7, y + 11]], 5
    yield "car", "polygon", [[x + 8.3, y], [x + 15.2, y], [x + 15.2, y + 9], [x + 8.3, y + 9]], 5
    yield "__ignore__", "rectangle", [[1.2, 1.3], [9.4, 6.6]], None


def corners(kind, points):
    if kind == "polygon":
        return points
    (x0, y0), (x1, y1) = points
    return [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]


def draw(drawn, height, width):
    labels, objects = np.full((height, width), VOID), np.zeros((height, width), int)
    groups = {}
    for number, (label, kind, points, group) in enumerate(drawn):
        mask = inside(corners(kind, points), height, width)
        number = number + 1 if group is None else groups.setdefault((label, group), number + 1)
        labels[mask] = NAMES.index(label) if label in NAMES else VOID
        objects[mask] = number if label in THINGS else 0
    return labels, objects


def photograph(random, labels):
    colours = np.array([COLOURS[name] for name in NAMES] + [(0, 0, 0)])
    return np.clip(colours[labels] + random.normal(0, 12, labels.shape + (3,)), 0, 255).astype(np.uint8)


def runs(mask):
    """COCO's counts, column by column, the first outside."""
    flat = mask.T.flatten()
    edges = np.flatnonzero(np.diff(flat)) + 1
    lengths = np.diff(np.concatenate([[0], edges, [flat.size]])).tolist()
    return lengths if not flat[0] else [0] + lengths


def compressed(counts):
    text = ""
    for index, count in enumerate(counts):
        number = count - counts[index - 2] if index > 2 else count
        more = True
        while more:
            group, number = number & 31, number >> 5
            more = number != (-1 if group & 16 else 0)
            text += chr(48 + (group | 32 if more else group))
    return text


def main(folder):
    random = np.random.default_rng(7)
    os.chdir(folder)
    for name in ["truth", "ids", "objects"]:
        os.makedirs(name)
    cvat, images, annotations = [], [], []
    for split, count, height, width in [("train", 6, 75, 101), ("val", 2, 83, 97)]:
        os.makedirs(f"photos/{split}")
        os.makedirs(f"panoptic/{split}")
        panoptic = []
        for index in range(count):
            name = f"{split}{index}"
            drawn = list(shapes(random, height, width))
            labels, objects = draw(drawn, height, width)
            np.savez(f"truth/{name}.npz", labels=labels, objects=objects)
            file = name + (".jpg" if index % 2 else ".png")
            Image.fromarray(photograph(random, labels)).save(f"photos/{split}/{file}")
            with open(f"photos/{split}/{name}.json", "w") as out:
                json.dump({"version": "5.5.0", "flags": {}, "imagePath": f"..\\{split}\\{file}", "imageData": None,
                           "imageHeight": height, "imageWidth": width, "shapes": [
                               {"label": label, "points": points, "group_id": group, "shape_type": kind, "flags": {}}
                               for label, kind, points, group in drawn]
                           + [{"label": "road", "points": [[1, 1], [9, 9]], "group_id": None, "shape_type": "line",
                               "flags": {}}]}, out)

            # Numbers of segments are those of instanceIds, which need not be.
            ids = np.array([IDS[n] for n in NAMES] + [0])[labels]
            segments = np.where(objects > 0, ids * 1000 + objects, ids)
            Image.fromarray(np.stack([segments % 256, segments // 256, 0 * segments], -1).astype(np.uint8)).save(
                f"panoptic/{split}/{name}.png")
            label_of = {int(s): int(i) for s, i in zip(segments.flat, ids.flat)}
            panoptic.append(({"id": name, "file_name": file, "height": height, "width": width},
                             {"image_id": name, "file_name": f"{name}.png", "segments_info": [
                                 {"id": s, "category_id": i, "iscrowd": 0, "area": int((segments == s).sum())}
                                 for s, i in sorted(label_of.items()) if s]}))
            if split == "train":
                Image.fromarray(ids.astype(np.uint8)).save(f"ids/{name}.png")
                Image.fromarray(objects.astype(np.uint16)).save(f"objects/{name}.png")
                images.append({"id": index, "file_name": file, "height": height, "width": width})
                for number in np.unique(objects[objects > 0]).tolist():
                    mask, form = objects == number, len(annotations) % 2
                    counts = runs(mask)
                    annotations.append({
                        "id": len(annotations) + 1, "image_id": index, "iscrowd": 0,
                        "category_id": IDS[NAMES[labels[mask][0]]], "area": int(mask.sum()), "segmentation":
                        {"size": [height, width], "counts": compressed(counts) if form else counts}})
                cvat.append(xml(index, file, drawn, height, width))
        with open(f"panoptic/{split}.json", "w") as out:
            json.dump({"images": [i for i, _ in panoptic], "annotations": [a for _, a in panoptic], "categories": [
                {"id": IDS[n], "name": n, "color": COLOURS[n], "isthing": int(n in THINGS)} for n in NAMES]}, out)
    with open("instances.json", "w") as out:
        json.dump({"images": images, "annotations": annotations,
                   "categories": [{"id": IDS[n], "name": n} for n in THINGS]}, out)
    with open("annotations.xml", "w") as out:
        out.write('<?xml version="1.0" encoding="utf-8"?>\n<annotations><version>1.1</version><meta><task><labels>'
                  + "".join(f"<label><name>{n}</name><color>#{'%02x%02x%02x' % COLOURS[n]}</color><attributes>"
                            "<attribute><name>side</name></attribute></attributes></label>" for n in NAMES)
                  + "</labels></task></meta>\n" + "\n".join(cvat) + "\n</annotations>\n")


def xml(index, file, drawn, height, width):
    """The shapes from front to back, their order in z_order; the first car is a mask."""
    lines, masked = [], False
    for z, (label, kind, points, group) in reversed(list(enumerate(drawn))):
        common = f'label={quoteattr(label)} source="manual" occluded="0" z_order="{z}"' + (
            f' group_id="{group}"' if group else "")
        if label == "car" and not group and not masked:
            masked = True
            mask = inside(points, height, width)
            rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
            box = mask[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]
            lines.append(f'<mask {common} left="{columns[0]}" top="{rows[0]}" width="{box.shape[1]}" '
                         f'height="{box.shape[0]}" rle="{", ".join(map(str, runs(box.T)))}"></mask>')
        elif kind == "rectangle":
            (x0, y0), (x1, y1) = np.sort(np.array(points), 0)
            lines.append(f'<box {common} xtl="{x0}" ytl="{y0}" xbr="{x1}" ybr="{y1}"><attribute name="side">left'
                         "</attribute></box>")
        else:
            lines.append(f'<polygon {common} points="{";".join(f"{x},{y}" for x, y in points)}"/>')
    lines.append('<polyline label="road" occluded="0" points="1,1;5,5" z_order="0"/>')
    return f'<image id="{index}" name="{file}" width="{width}" height="{height}">' + "".join(lines) + "</image>"


if __name__ == "__main__":
    main(sys.argv[1])
