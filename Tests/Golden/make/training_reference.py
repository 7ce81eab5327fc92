"""Training in PyTorch: the executable specification that the trainer is compared with. The modules are those of
`reference.py`, which hold batch normalisation and dropout as training needs them; here are targets, losses and steps.

What is said of Pan-SECB holds for its relatives, but a network without an output is without its loss. BranchedERFNet
has some of the things (`things`): all else is no object to it. ERFNet has a channel for each class, stuff before
things, then void (`class_channels`).

Losses follow Neven et al. (CVPR 2019) and Berman et al. (CVPR 2018), the constants Pan-SECB; the code is our own.
Everything takes the precision of the network's outputs, float32 or float64.
"""
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from reference import GRID_STEP_X, GRID_STEP_Y, STUFF_LABEL_IDS, THING_LABEL_IDS

SOME_THING, VOID = len(STUFF_LABEL_IDS), len(STUFF_LABEL_IDS) + 1   # the last semantic channels
SEMANTIC_WEIGHTS = (3.15260688, 7.30972138, 3.90342899, 10.13544035, 9.85256874, 8.84798197, 10.16290448, 9.78282582,
                    4.35870971, 9.63300013, 7.74450984, 4.01761167, 0)
SEED_WEIGHTS = (8.39668024, 9.8414818, 6.45759122, 9.0720037, 8.98162236, 8.59004596, 9.75674618, 9.61851834)
BASE_RATE, WEIGHT_DECAY = 5e-4, 1e-4


@dataclass
class Targets:
    """What a map of instanceIds [H,W] asks for."""
    semantic: torch.Tensor   # [H,W] channel 0 ... 12
    thing: torch.Tensor      # [H,W] seed map of the pixel's object, -1: no object, or a crowd
    objects: list            # of (seed map, mask [H,W])


def targets(ids, things=THING_LABEL_IDS):
    """A label id alone is stuff, or a crowd of things: "some thing" without being an object. label id * 1000 + k is an
    object. All else is void. things: classes of the seed maps in their order."""
    semantic, thing = torch.full_like(ids, VOID), torch.full_like(ids, -1)
    objects = []
    for channel, label_id in enumerate(STUFF_LABEL_IDS):
        semantic[ids == label_id] = channel
    for seed_map, label_id in enumerate(things):
        countable = ids // 1000 == label_id
        semantic[countable | (ids == label_id)] = SOME_THING
        thing[countable] = seed_map
        objects += [(seed_map, ids == i) for i in ids[countable].unique()]
    return Targets(semantic, thing, objects)


def class_channels(ids):
    """instanceIds [H,W] -> ERFNet's channel of each pixel: its class, whether an object, a crowd or stuff; the last
    one: void."""
    classes = STUFF_LABEL_IDS + THING_LABEL_IDS
    channels = torch.full_like(ids, len(classes))
    for channel, label_id in enumerate(classes):
        channels[ids == label_id] = channel
        if label_id in THING_LABEL_IDS:
            channels[ids // 1000 == label_id] = channel
    return channels


def lovasz_slopes(inside):
    """Labels 0 and 1 in order of falling error. The slope of the i-th largest error is the growth of the Jaccard loss
    when that pixel, too, is wrong."""
    missed, added = inside.cumsum(0), (1 - inside).cumsum(0)
    jaccard = 1 - (inside.sum() - missed) / (inside.sum() + added)
    return jaccard.diff(prepend=jaccard.new_zeros(1))


def lovasz_hinge(logits, labels):
    """Binary Lovasz hinge over a flat list of pixels; labels are 0 and 1."""
    errors, order = (1 - logits * (2 * labels - 1)).sort(descending=True, stable=True)
    return (F.relu(errors) * lovasz_slopes(labels[order])).sum()


@dataclass
class Parts:
    """Losses of an image's instance output before weighting; all are means over objects, but `seed` is over pixels."""
    lovasz: torch.Tensor
    variance: torch.Tensor
    seed: torch.Tensor
    iou: torch.Tensor   # mean of the objects' IoU with their Gaussians above 0.5

    def weighted(self, w_lovasz=1.0, w_variance=10.0, w_seed=1.0):
        return w_lovasz * self.lovasz + w_variance * self.variance + w_seed * self.seed


def lovasz_softmax(semantic, channels, weights):
    """Mean over the classes that have pixels; semantic [N,C,H,W], channels [N,H,W]. Pixels of weight 0 are left out."""
    counts = weights[channels] > 0
    probabilities, labels = semantic.softmax(1).movedim(1, -1)[counts], channels[counts]
    losses = []
    for channel in labels.unique():
        inside = (labels == channel).to(semantic)
        errors, order = (inside - probabilities[:, channel]).abs().sort(descending=True, stable=True)
        losses.append((errors * lovasz_slopes(inside[order])).sum())
    return sum(losses) / len(losses)


def taught_entropy(semantic, channels, weights, shares, teacher):
    """Cross entropy with (1 - s) times the label and s times a teacher's shares [N,C,H,W]: s is `teacher`, and 1 where
    there is no label, for which the teacher's most likely class then stands."""
    labelled = weights[channels] > 0
    channels = torch.where(labelled, channels, shares.argmax(1))
    s, weight, logs = torch.where(labelled, teacher, 1.0).to(semantic), weights[channels], semantic.log_softmax(1)
    entropy = -(1 - s) * logs.gather(1, channels[:, None])[:, 0] - s * (shares * logs).sum(1)
    return (weight * entropy).sum() / weight.sum()


def instance_parts(output, target, sigmas=1, seed_weights=SEED_WEIGHTS, to_center=True, on_void=True):
    """output: raw [2+S+things,H,W]. The Gaussian's centre is the object's mean pixel, or without `to_center` its mean
    embedding. Without `on_void`, seeds of void and of crowds do not count."""
    height, width = output.shape[1:]
    xy = torch.stack(((torch.arange(width).to(output) * GRID_STEP_X).expand(height, width),
                      (torch.arange(height).to(output) * GRID_STEP_Y)[:, None].expand(height, width)))
    embedding, sigma, seeds = output[:2].tanh() + xy, output[2:2 + sigmas], output[2 + sigmas:].sigmoid()
    zero = output.sum() * 0
    lovasz, variance, iou = [zero], [zero], [zero]
    crowd = (target.semantic == SOME_THING) & (target.thing < 0)
    counts = (target.semantic != VOID) & ~crowd | on_void
    seed = sum((seeds[c][(target.thing != c) & counts] ** 2).sum() for c in range(len(seeds)))
    for seed_map, mask in target.objects:
        center = (xy if to_center else embedding)[:, mask].mean(1)
        mean = sigma[:, mask].mean(1)
        variance.append(((sigma[:, mask] - mean.detach()[:, None]) ** 2).mean())
        distance = (embedding - center[:, None, None]) ** 2 * (10 * mean).exp()[:, None, None]
        gaussian = (-distance.sum(0)).exp()
        lovasz.append(lovasz_hinge((2 * gaussian - 1).flatten(), mask.flatten().to(output)))
        seed = seed + seed_weights[seed_map] * ((seeds[seed_map] - gaussian.detach())[mask] ** 2).sum()
        claimed = gaussian > 0.5
        iou.append((claimed & mask).sum() / (claimed | mask).sum())
    count = max(len(target.objects), 1)
    return Parts(sum(lovasz) / count, sum(variance) / count, seed / (height * width), sum(iou) / count)


def losses(semantic, instance, ids, sigmas=1, weights=(1.0, 10.0, 1.0), to_center=True,
           semantic_weights=SEMANTIC_WEIGHTS, seed_weights=SEED_WEIGHTS, things=THING_LABEL_IDS):
    """A batch: semantic [N,13,H,W], instance [N,2+S+8,H,W], ids [N,H,W] -> name -> scalar. `total` is what is
    minimised. The parts are means over the images before weighting; cross entropy is the mean over the batch's pixels,
    each with its class's weight. Losses of an output that is None are 0."""
    zero = (instance if semantic is None else semantic).new_zeros(())
    entropy, embedding = zero, zero
    mean = dict.fromkeys(("lovasz", "variance", "seed", "iou"), zero)
    wanted = [targets(i, things) for i in ids]
    if semantic is not None:
        channels = [class_channels(i) for i in ids] if instance is None else [t.semantic for t in wanted]
        entropy = F.cross_entropy(semantic, torch.stack(channels), weight=semantic.new_tensor(semantic_weights))
    if instance is not None:
        parts = [instance_parts(o, t, sigmas, seed_weights, to_center) for o, t in zip(instance, wanted)]
        mean = {name: sum(getattr(p, name) for p in parts) / len(parts) for name in mean}
        embedding = sum(p.weighted(*weights) for p in parts) / len(parts)
    return {"total": entropy + embedding, "cross_entropy": entropy, "embedding": embedding} | mean


def learning_rate(step, steps, base=BASE_RATE):
    return base * (1 - step / steps) ** 0.9


def training_mode(model, frozen):
    """Dropout off, so that steps can be repeated. Frozen: batch normalisation uses its statistics and leaves them
    alone; its weights and biases are still trained."""
    model.train(not frozen)
    for module in model.modules():
        if isinstance(module, nn.Dropout2d):
            module.p = 0.0
    return model


def train(model, micro_batches, steps, frozen, accumulate, options={}):
    """Steps of Adam. micro_batches: (images, ids), taken in turn; a step uses the mean gradient of `accumulate` of
    them, each normalised by its own statistics; options are those of `losses`. Returns the losses of each step: name ->
    mean over its micro-batches."""
    training_mode(model, frozen)
    adam = torch.optim.Adam(model.parameters(), lr=BASE_RATE, betas=(0.9, 0.999), eps=1e-8, weight_decay=WEIGHT_DECAY)
    history = []
    for step in range(steps):
        adam.param_groups[0]["lr"] = learning_rate(step, steps)
        adam.zero_grad()
        sums = {}
        for part in range(accumulate):
            images, ids = micro_batches[(step * accumulate + part) % len(micro_batches)]
            values = losses(*model(images), ids, **options)
            (values["total"] / accumulate).backward()
            sums = {name: sums.get(name, 0) + float(value.detach()) / accumulate for name, value in values.items()}
        adam.step()
        history.append(sums)
    return history
