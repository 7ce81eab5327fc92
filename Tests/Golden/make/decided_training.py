"""Refuses what rounding could change: derivatives jump where ReLU's argument is 0, where the order of the Lovasz sort
changes, and where two elements of a pooling window are equally large."""
from contextlib import contextmanager

import torch
import torch.nn.functional as F

from training_reference import lovasz_slopes


@contextmanager
def margins():
    """Collects how near the arguments of every ReLU, and the two largest of every pooling window, come to a jump."""
    found, relu, pool = [], F.relu, F.max_pool2d

    def watched_relu(x, *rest, **options):
        found.append(float(x.detach().abs().min()))
        return relu(x, *rest, **options)

    def watched_pool(x, *rest, **options):
        two = F.unfold(x.detach().flatten(0, 1)[:, None], 2, stride=2).topk(2, dim=1).values
        found.append(float((two[:, 0] - two[:, 1]).min()))
        return pool(x, *rest, **options)

    F.relu, F.max_pool2d = watched_relu, watched_pool
    try:
        yield found
    finally:
        F.relu, F.max_pool2d = relu, pool


def sort_margin(logits, labels):
    """The smallest gap between the errors of neighbours in the Lovasz sort whose exchange would show: each gets the
    other's slope, and passes it on times the derivative of its Gaussian, which falls with the Gaussian."""
    errors, order = (1 - logits * (2 * labels - 1)).sort(descending=True)
    slopes, gaussian = lovasz_slopes(labels[order]), (logits[order] + 1) / 2
    shows = slopes.diff().abs() * gaussian[1:] * (errors[1:] > 0) > 1e-4 * slopes.max()
    gaps = (errors[:-1] - errors[1:])[shows]
    return float(gaps.min()) if gaps.numel() else float("inf")
