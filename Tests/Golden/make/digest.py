"""Large tensors in little room: small ones whole, of others elements at positions chosen by hashing, and sums of all.

`Tests/Training/Trainer/TensorDigest.swift` reads them.
"""
import numpy as np
import torch

import hashing


def positions(count, limit):
    """Which elements of a tensor of `count` are kept: all, or `limit` of them, which may hold the same one twice."""
    if count <= limit:
        return np.arange(count)
    return (hashing.noise("digest", np.arange(limit)) % np.uint32(count)).astype(np.int64)


def add(arrays, metadata, key, tensors, limit, drift=None):
    """Puts tensors (name -> tensor) into a file's arrays and metadata as

    key.samples [S]     kept elements of one tensor after another
    key.summary [T,4]   largest magnitude, sum, Euclidean norm, scale
    key.drift [T,3]     if given (see `drifts`): how far rounding moves the kept elements, all, and the tensor as a
    whole metadata            key: lines of "name shape", as "conv.weight 13x3x3x3"; key.limit
    """
    samples, summary, lines = [], [], []
    for name, tensor in tensors.items():
        flat = tensor.detach().double().flatten().numpy()
        samples.append(flat[positions(flat.size, limit)])
        summary.append((np.abs(flat).max(), flat.sum(), np.sqrt((flat ** 2).sum()), scale(tensors, name)))
        lines.append(f"{name} {'x'.join(map(str, tensor.shape))}")
    arrays[f"{key}.samples"] = np.concatenate(samples).astype(np.float32)
    arrays[f"{key}.summary"] = np.array(summary).astype(np.float32)
    metadata[key], metadata[f"{key}.limit"] = "\n".join(lines), str(limit)
    if drift is not None:
        arrays[f"{key}.drift"] = np.array([drift[name] for name in tensors]).astype(np.float32)


def scale(tensors, name):
    """What differences of a tensor are shares of: its largest magnitude, or that of the weight to which a bias belongs.
    The gradient of a bias before batch normalisation is 0 but for rounding, which only this puts into proportion."""
    belonging = [name] + [name.removesuffix(".bias") + ".weight"] * name.endswith(".bias")
    return max(float(tensors[n].detach().abs().max()) for n in belonging if n in tensors)


def drifts(runs, truth, limit):
    """runs and truth: name -> tensor. name -> the largest of all runs' differences from the truth: of a kept element
    and of any, as shares of the scale; and root mean square, as a share of the truth's or, if that is more, of a
    thousandth of the scale."""
    return {name: np.max([drift(run[name], tensor, scale(truth, name), limit) for run in runs], axis=0)
            for name, tensor in truth.items()}


def drift(found, truth, scale, limit):
    truth = truth.detach().double().flatten().numpy()
    off = found.detach().double().flatten().numpy() - truth
    if scale == 0:
        assert not off.any()
        return 0, 0, 0
    size = max(np.sqrt((truth ** 2).mean()), scale / 1000)
    return np.abs(off[positions(off.size,
                                limit)]).max() / scale, np.abs(off).max() / scale, np.sqrt((off ** 2).mean()) / size
