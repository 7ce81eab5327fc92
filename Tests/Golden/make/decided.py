"""Second opinion on a clustering golden: the same method in double precision, in plain NumPy.

A golden is fit to be compared exactly only if rounding can't change it. So every comparison that the method makes must
be decided by more than what 32-bit arithmetic can move it.
"""
import numpy as np

EMBEDDING_ERROR = 5e-7   # of a difference of two embeddings below 2: a few units in the last place
RELATIVE_ERROR = 4e-6    # of exponent and bandwidth
SEED_ERROR = 5e-7


class Undecided(Exception):
    pass


def require(fine, what):
    if not np.all(fine):
        raise Undecided(what)


def panoptic(semantic, instance, stuff, things, sigmas, seed_threshold=0.5, mask_threshold=0.5, claim_threshold=0.5,
             unclaimed_share=0.5, min_pixels=128):
    """The panoptic map [H,W]. Raises Undecided where rounding could change it."""
    instance = instance.double().numpy()
    height, width = instance.shape[1:]
    out = np.zeros((height, width), np.int64)
    if semantic is not None:
        best = semantic.numpy()[:len(stuff) + 1].argmax(0)   # integers: exact; NumPy takes the first of equals
        out = np.array(stuff + (0,))[best]

    grid = np.stack(np.broadcast_arrays(np.arange(width) * (2 / 2047), np.arange(height)[:, None] / 1023))
    embedding, sigma, logits = np.tanh(instance[:2]) + grid, instance[2:2 + sigmas], instance[2 + sigmas:]
    for c, label_id in enumerate(things):
        seeds = 1 / (1 + np.exp(-logits[c]))
        require_order(np.unique(logits[c]), (mask_threshold, seed_threshold))
        seeds = seeds.astype(np.float32)
        mask = seeds > mask_threshold
        if mask.sum() > min_pixels:
            out[mask] = objects(embedding[:, mask], sigma[:, mask], seeds[mask], label_id,
                                seed_threshold, claim_threshold, unclaimed_share, min_pixels)
    return out


def require_order(logits, thresholds):
    """Seeds of different logits stay apart from each other and from the thresholds, unless they are exactly 1 in 32
    bits."""
    seeds = 1 / (1 + np.exp(-logits))
    seeds = np.append(seeds[logits < 20], [1.0] if (logits >= 20).any() else [])
    require(np.diff(seeds[seeds > 0.1]) > SEED_ERROR, "two seeds are nearly equal")
    for threshold in thresholds:
        require((np.abs(seeds - threshold) > SEED_ERROR) | (seeds == threshold), "a seed is near a threshold")


def objects(embedding, sigma, seeds, label_id, seed_threshold, claim_threshold, unclaimed_share, min_pixels):
    """Ids of one class's pixels, given as lists."""
    free, ids, count = np.ones(seeds.size, bool), np.zeros(seeds.size, np.int64), 0
    while free.sum() > min_pixels:
        i = int(np.argmax(np.where(free, seeds, -1)))
        if seeds[i] < seed_threshold:
            break
        free[i] = False
        bandwidth = np.exp(10 * sigma[:, i:i + 1])
        distance = embedding - embedding[:, i:i + 1]
        exponent = (distance ** 2 * bandwidth).sum(0)
        error = (2 * np.abs(distance) * bandwidth).sum(0) * EMBEDDING_ERROR + exponent * RELATIVE_ERROR
        require(np.abs(exponent + np.log(claim_threshold)) > error, "a pixel lies on an object's border")
        near = exponent < -np.log(claim_threshold)
        if near.sum() > min_pixels and free[near].sum() > unclaimed_share * near.sum():
            count += 1
            ids[near] = label_id * 1000 + count
        free[near] = False
    return ids
