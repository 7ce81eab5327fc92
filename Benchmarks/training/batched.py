"""The losses of a training step in PyTorch, with all objects of an image in one tensor each: several times as fast as
one after the other."""
import torch
import torch.nn.functional as F

OBJECTS, CHANNELS, SOME_THING = 8, 13, 11


def made_up(height, width):
    """Targets of a picture of eight rectangles, as those of trainstep: semantic channel, object number and thing of
    each pixel."""
    semantic = (torch.arange(height) * 11 // height)[:, None].expand(height, width).clone()
    number = torch.zeros(height, width, dtype=torch.long)
    for k in range(OBJECTS):
        x, y = k % 4 * width // 4 + width // 16, k // 4 * height // 2 + height // 8
        semantic[y:y + height // 4, x:x + width // 8] = SOME_THING
        number[y:y + height // 4, x:x + width // 8] = k + 1
    return semantic, number


def lovasz(gaussian, inside):
    """Mean over the objects, [objects, pixels]."""
    errors, order = torch.sort(1 - (2 * gaussian - 1) * (2 * inside - 1), 1, descending=True)
    truth = inside.gather(1, order)
    total = truth.sum(1, keepdim=True)
    jaccard = 1 - (total - truth.cumsum(1)) / (total + (1 - truth).cumsum(1))
    slope = torch.cat((jaccard[:, :1], jaccard.diff(dim=1)), 1)
    return (errors.relu() * slope).sum(1).mean()


def embedding(output, number):
    """One picture, one sigma."""
    height, width = number.shape
    y, x = torch.meshgrid(torch.arange(height) / 1023, torch.arange(width) * 2 / 2047, indexing="ij")
    place = torch.stack((x, y)).flatten(1)
    output, number = output.flatten(1), number.flatten()
    points, sigma, seeds = output[:2].tanh() + place, output[2], output[3:].sigmoid()
    inside = (number == torch.arange(1, OBJECTS + 1)[:, None]).float()
    area = inside.sum(1, keepdim=True)
    centre, mean = inside @ place.T / area, inside @ sigma[:, None] / area
    variance = ((sigma - mean.detach()) ** 2 * inside).sum(1) / area[:, 0]
    distance = (points[0] - centre[:, :1]) ** 2 + (points[1] - centre[:, 1:]) ** 2
    gaussian = (-distance * (10 * mean).exp()).exp()
    # Object k is of thing k.
    seed = (seeds ** 2 * (1 - inside)).sum() + 9 * ((seeds - gaussian.detach()) ** 2 * inside).sum()
    return lovasz(gaussian, inside) + 10 * variance.mean() + seed / number.numel()


def loss(semantic, instance, targets):
    weights = torch.full((CHANNELS,), 5.0)
    weights[-1] = 0
    return (F.cross_entropy(semantic, torch.stack([t[0] for t in targets]), weights)
            + torch.stack([embedding(output, t[1]) for output, t in zip(instance, targets)]).mean())
