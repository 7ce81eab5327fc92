"""Made-up truths and predictions, each hard in its own way.

    hard_cases.py FOLDER    writes FOLDER/gtFine/val/hard/*_gtFine_instanceIds.png, FOLDER/prediction.json
                            and FOLDER/prediction
"""
import sys

import numpy as np

from panoptic_format import Writer, write_instance_ids

ROAD, BUILDING, SKY, PERSON, RIDER, CAR, TRAIN = 7, 11, 23, 24, 25, 26, 31
CASES = []


def case(function):
    CASES.append(function)
    return function


def flat(value, height=40, width=60):
    return np.full((height, width), value, dtype=np.int64)


def with_boxes(ids, *boxes):
    """boxes: (id, top, left, height, width)."""
    ids = ids.copy()
    for value, y, x, height, width in boxes:
        ids[y : y + height, x : x + width] = value
    return ids


def of_ids(ids):
    """A prediction that uses Cityscapes' ids."""
    return ids, {i: i // 1000 if i >= 1000 else i for i in np.unique(ids).tolist() if i}


@case
def all_void():
    return flat(0), (with_boxes(flat(1), (2, 5, 5, 9, 9)), {1: ROAD, 2: CAR})


@case
def ignored_labels():
    ids = flat(ROAD)
    for row, label in enumerate([0, 1, 2, 3, 4, 5, 6, 9, 10, 14, 15, 16, 18, 29, 29001, 30, 30002]):
        ids[2 * row] = label
    return ids, (flat(1), {1: ROAD})


@case
def crowd_alone():
    ids = with_boxes(flat(ROAD), (CAR, 5, 5, 20, 30))
    return ids, of_ids(with_boxes(flat(ROAD), (26000, 5, 5, 20, 10), (26001, 5, 15, 20, 20)))


@case
def crowd_of_every_thing():
    ids = flat(ROAD)
    for row, label in enumerate([24, 25, 26, 27, 28, 31, 32, 33]):
        ids[5 * row : 5 * row + 4] = label
    return ids, of_ids(np.where(ids == ROAD, ROAD, ids * 1000))


@case
def no_thing():
    ids = with_boxes(flat(ROAD), (SKY, 0, 0, 15, 60), (BUILDING, 15, 0, 10, 60))
    return ids, of_ids(with_boxes(flat(ROAD), (SKY, 0, 0, 17, 60), (BUILDING, 17, 0, 3, 60)))


@case
def many_objects():
    ids, moved = flat(ROAD, 120, 120), flat(ROAD, 120, 120)
    for k in range(400):
        y, x = 6 * (k // 20), 6 * (k % 20)
        ids[y : y + 5, x : x + 5] = 26000 + k
        moved[y + k % 3 : y + 5, x + k % 2 : x + 5] = 26000 + 399 - k
    return ids, of_ids(moved)


@case
def touching_objects_joined():
    ids = with_boxes(flat(ROAD), (24000, 5, 5, 20, 10), (24001, 5, 15, 20, 10), (24002, 5, 25, 20, 30))
    return ids, of_ids(with_boxes(flat(ROAD), (24000, 5, 5, 20, 20), (24001, 5, 25, 20, 30)))


@case
def touching_objects_cut():
    ids = with_boxes(flat(ROAD), (24000, 5, 5, 20, 20), (24001, 5, 25, 20, 30))
    return ids, of_ids(with_boxes(flat(ROAD), (24000, 5, 5, 20, 12), (24001, 5, 17, 20, 18), (24002, 5, 35, 20, 20)))


@case
def single_pixels():
    ids, found = flat(ROAD), flat(ROAD)
    for k in range(30):
        ids[k, 2 * k] = 24000 + k
        found[k + (k % 3 == 0), 2 * k] = 24000 + k
    return ids, of_ids(found)


@case
def class_without_truth():
    return flat(ROAD), of_ids(with_boxes(flat(ROAD), (31000, 3, 3, 9, 9), (SKY, 20, 20, 4, 4)))


@case
def class_without_prediction():
    return with_boxes(flat(ROAD), (31000, 3, 3, 9, 9), (SKY, 20, 20, 4, 4)), of_ids(flat(ROAD))


@case
def empty_prediction():
    return with_boxes(flat(ROAD), (26000, 3, 3, 9, 9)), of_ids(flat(0))


@case
def empty_on_empty():
    return flat(0), of_ids(flat(0))


@case
def exactly_half():
    return with_boxes(flat(ROAD), (26000, 4, 4, 8, 8)), of_ids(with_boxes(flat(ROAD), (26000, 4, 4, 8, 16)))


@case
def just_above_half():
    ids = with_boxes(flat(ROAD), (26000, 4, 4, 8, 8))
    return ids, of_ids(with_boxes(flat(ROAD), (26000, 4, 4, 8, 15), (26000, 4, 19, 7, 1)))


@case
def match_thanks_to_void():
    ids = with_boxes(flat(ROAD), (26000, 4, 4, 8, 8), (0, 4, 12, 8, 30))
    return ids, of_ids(with_boxes(flat(ROAD), (26000, 4, 4, 8, 30)))


@case
def mostly_on_void():
    ids = with_boxes(flat(ROAD), (0, 0, 0, 40, 11))
    return ids, of_ids(with_boxes(flat(ROAD), (26000, 5, 1, 10, 19)))


@case
def half_on_void():
    ids = with_boxes(flat(ROAD), (0, 0, 0, 40, 11))
    return ids, of_ids(with_boxes(flat(ROAD), (26000, 5, 1, 10, 20)))


@case
def mostly_on_crowd():
    ids = with_boxes(flat(ROAD), (CAR, 0, 0, 40, 11))
    return ids, of_ids(with_boxes(flat(ROAD), (26000, 5, 1, 10, 19), (26001, 20, 1, 10, 20)))


@case
def on_crowd_of_another_class():
    ids = with_boxes(flat(ROAD), (PERSON, 0, 0, 40, 30))
    return ids, of_ids(with_boxes(flat(ROAD), (26000, 5, 1, 10, 20), (25000, 20, 1, 10, 20)))


@case
def on_crowd_and_void():
    ids = with_boxes(flat(ROAD), (CAR, 0, 0, 40, 5), (0, 0, 5, 40, 5))
    return ids, of_ids(with_boxes(flat(ROAD), (26000, 5, 1, 10, 15)))


@case
def crowd_beside_objects():
    ids = with_boxes(flat(ROAD), (CAR, 0, 0, 20, 60), (26000, 5, 5, 8, 8), (26001, 5, 20, 8, 8))
    return ids, of_ids(with_boxes(flat(ROAD), (26000, 4, 5, 9, 9), (26001, 5, 20, 20, 20)))


@case
def wrong_class():
    ids = with_boxes(flat(ROAD), (26000, 5, 5, 20, 20), (SKY, 0, 0, 4, 60))
    return ids, (ids, {ROAD: ROAD, 26000: TRAIN, SKY: BUILDING})


@case
def two_predictions_of_one_object():
    ids = with_boxes(flat(ROAD), (26000, 5, 5, 20, 20))
    return ids, of_ids(with_boxes(flat(ROAD), (26000, 5, 5, 20, 13), (26001, 5, 18, 20, 7)))


@case
def stuff_in_numbered_pieces():
    ids = with_boxes(flat(7000), (7001, 0, 0, 20, 60), (23005, 0, 0, 5, 60))
    return ids, of_ids(with_boxes(flat(ROAD), (SKY, 0, 0, 5, 60)))


@case
def large_numbers():
    ids = with_boxes(flat(ROAD), (26000, 5, 5, 20, 20), (26001, 5, 30, 20, 20))
    prediction = with_boxes(flat(0xFFFFFF), (0x010000, 5, 5, 20, 20), (0xFF00FF, 5, 31, 20, 20), (0x000100, 0, 0, 2, 2))
    return ids, (prediction, {0xFFFFFF: ROAD, 0x010000: CAR, 0xFF00FF: CAR, 0x000100: SKY})


@case
def prediction_calls_it_crowd():
    ids = with_boxes(flat(ROAD), (26000, 5, 5, 20, 20))
    return ids, (ids, {ROAD: ROAD, 26000: {"category_id": CAR, "iscrowd": 1, "area": 5, "bbox": [0, 0, 1, 1]}})


@case
def one_pixel():
    return flat(26000, 1, 1), of_ids(flat(26000, 1, 1))


@case
def one_row():
    ids = with_boxes(flat(ROAD, 1, 200), (24000, 0, 3, 1, 50), (CAR, 0, 60, 1, 50))
    return ids, of_ids(with_boxes(flat(ROAD, 1, 200), (24000, 0, 9, 1, 60), (26000, 0, 70, 1, 70)))


@case
def chequered():
    y, x = np.mgrid[0:40, 0:60]
    return np.where((x + y) % 2 == 0, 26000, 26001), of_ids(np.where((x + y) % 2 == 0, 26001, 0))


@case
def an_object_in_scattered_parts():
    ids = with_boxes(flat(ROAD), (24000, 2, 2, 5, 5), (24000, 20, 40, 9, 9), (24000, 35, 2, 3, 3))
    return ids, of_ids(with_boxes(flat(ROAD), (24000, 2, 2, 5, 5), (24000, 20, 40, 9, 7), (24001, 35, 2, 3, 3)))


@case
def noise():
    chance = np.random.default_rng(1)
    values = np.array([0, 3, ROAD, SKY, CAR, 24000, 24001, 26000, 26001, 33000])
    ids = values[chance.integers(0, len(values), (40, 60))]
    return ids, of_ids(np.where(chance.random(ids.shape) < 0.6, np.where(ids < 7, 0, ids),
                                chance.choice(values[2:], ids.shape)))


def main():
    folder = sys.argv[1]
    writer = Writer(folder + "/prediction.json")
    for function in CASES:
        truth, (ids, segments) = function()
        write_instance_ids(folder + "/gtFine/val", "hard", function.__name__, truth)
        writer.add(function.__name__, function.__name__ + "_pred.png", ids, segments)
    writer.close()
    print(len(CASES), "hard cases")


main()
