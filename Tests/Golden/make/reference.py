"""Pan-SECB and its relatives in PyTorch: the executable specification that the library is compared with.

It is written for clarity, not speed. Tensors are NCHW, images are RGB in [0, 1].
Facts (layer shapes, constants) follow the Pan-SECB and SpatialEmbeddings projects (Neven et al., CVPR 2019) and ERFNet
(Romera et al., T-ITS 2018); the code is our own.

State-dict keys are those of a checkpoint trained with the original projects, so a file saved from
`PanSECB().state_dict()` looks to a converter like a user's checkpoint.
"""
import torch
import torch.nn.functional as F
from torch import nn

STUFF_LABEL_IDS = (7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23)   # semantic channel 0..10 -> Cityscapes label id
THING_LABEL_IDS = (24, 25, 26, 27, 28, 31, 32, 33)             # seed map 0..7 -> Cityscapes label id
BN_EPS = 1e-3
GRID_STEP_X, GRID_STEP_Y = 2 / 2047, 1 / 1023                  # coordinates are linspace(0,2,2048) x linspace(0,1,1024)


def channels(width):
    """Channels at 1/2, 1/4 and 1/8 of the image's size, of a network whose width is in quarters: those of the whole one
    times width / 4, rounded up to multiples of 16. A downsampling layer has at least 16 outputs more than inputs."""
    half, quarter, eighth = (-(-c * width // 64) * 16 for c in (16, 64, 128))
    quarter = max(quarter, half + 16)
    return half, quarter, max(eighth, quarter + 16)


class Downsampler(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout - cin, 3, stride=2, padding=1)
        self.pool = nn.MaxPool2d(2, stride=2)
        self.bn = nn.BatchNorm2d(cout, eps=BN_EPS)

    def forward(self, x):
        return F.relu(self.bn(torch.cat((self.conv(x), self.pool(x)), 1)))


class NonBottleneck1D(nn.Module):
    def __init__(self, c, dropout, d):
        super().__init__()
        self.conv3x1_1 = nn.Conv2d(c, c, (3, 1), padding=(1, 0))
        self.conv1x3_1 = nn.Conv2d(c, c, (1, 3), padding=(0, 1))
        self.bn1 = nn.BatchNorm2d(c, eps=BN_EPS)
        self.conv3x1_2 = nn.Conv2d(c, c, (3, 1), padding=(d, 0), dilation=(d, 1))
        self.conv1x3_2 = nn.Conv2d(c, c, (1, 3), padding=(0, d), dilation=(1, d))
        self.bn2 = nn.BatchNorm2d(c, eps=BN_EPS)
        self.dropout = nn.Dropout2d(dropout)

    def forward(self, x):
        y = F.relu(self.conv3x1_1(x))
        y = F.relu(self.bn1(self.conv1x3_1(y)))
        y = F.relu(self.conv3x1_2(y))
        y = self.dropout(self.bn2(self.conv1x3_2(y)))
        return F.relu(x + y)


class Upsampler(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.ConvTranspose2d(cin, cout, 3, stride=2, padding=1, output_padding=1)
        self.bn = nn.BatchNorm2d(cout, eps=BN_EPS)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)))


class Encoder(nn.Module):
    def __init__(self, classes, width=4):
        super().__init__()
        half, quarter, eighth = channels(width)
        self.initial_block = Downsampler(3, half)
        dilated = [NonBottleneck1D(eighth, 0.3, d) for d in (2, 4, 8, 16, 2, 4, 8, 16)]
        self.layers = nn.ModuleList([Downsampler(half, quarter), *(NonBottleneck1D(quarter, 0.03, 1) for _ in range(5)),
                                     Downsampler(quarter, eighth), *dilated])
        self.output_conv = nn.Conv2d(eighth, classes, 1)   # in checkpoints, not used by the decoders

    def forward(self, x):
        x = self.initial_block(x)
        for layer in self.layers:
            x = layer(x)
        return x


class Decoder(nn.Module):
    def __init__(self, cout, width=4):
        super().__init__()
        half, quarter, eighth = channels(width)
        self.layers = nn.ModuleList([
            Upsampler(eighth, quarter), NonBottleneck1D(quarter, 0, 1), NonBottleneck1D(quarter, 0, 1),
            Upsampler(quarter, half), NonBottleneck1D(half, 0, 1), NonBottleneck1D(half, 0, 1)])
        self.output_conv = nn.ConvTranspose2d(half, cout, 2, stride=2)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x, self.output_conv(x)


class SeedLayer(nn.Module):
    def __init__(self, things, width=4):
        super().__init__()
        self.output_conv = nn.ConvTranspose2d(channels(width)[0], things, 2, stride=2)

    def forward(self, x):
        return self.output_conv(x)


class PanSECB(nn.Module):
    """image [N,3,H,W], H and W multiples of 8 -> semantic logits [N,13,H,W], instance [N,2+S+8,H,W]:
    raw x and y offsets (tanh not applied), S raw sigmas, 8 raw seed logits (sigmoid not applied).
    The semantic channels are those of stuff, then "some thing" (any countable object), then void, which is never
    trained. Of this and the other networks, width is in quarters: 1, 2, 3 or 4, which is the published one."""

    def __init__(self, semantic=13, sigmas=1, things=8, width=4):
        super().__init__()
        self.encoder = Encoder(semantic + 2 + sigmas, width)
        self.seed_layer = SeedLayer(things, width)
        self.decoders = nn.ModuleList([Decoder(semantic, width), Decoder(2 + sigmas, width)])

    def forward(self, x):
        z = self.encoder(x)
        features, semantic = self.decoders[0](z)
        _, instance = self.decoders[1](z)
        return semantic, torch.cat((instance, self.seed_layer(features)), 1)


class BranchedERFNet(nn.Module):
    """SpatialEmbeddings' single-class instance network: decoder 0 = offsets + sigmas, decoder 1 = one seed map.
    No semantic output."""

    def __init__(self, classes=(3, 1), width=4):
        super().__init__()
        self.encoder = Encoder(sum(classes), width)
        self.decoders = nn.ModuleList([Decoder(c, width) for c in classes])

    def forward(self, x):
        z = self.encoder(x)
        return None, torch.cat([d(z)[1] for d in self.decoders], 1)


class ERFNet(nn.Module):
    """Plain semantic segmentation. No instance output."""

    def __init__(self, classes=20, width=4):
        super().__init__()
        self.encoder = Encoder(classes, width)
        self.decoder = Decoder(classes, width)

    def forward(self, x):
        return self.decoder(self.encoder(x))[1], None


def pad_to_multiple_of_8(image):
    """[N,3,H,W] -> zeros at the right and at the bottom; results are cut back to the image's size."""
    h, w = image.shape[2:]
    return F.pad(image, (0, -w % 8, 0, -h % 8))


def grid(h, w):
    """[2,h,w] pixel coordinates: x step 2/2047, y step 1/1023, whatever the image size."""
    x = torch.arange(w, dtype=torch.float32) * GRID_STEP_X
    y = torch.arange(h, dtype=torch.float32) * GRID_STEP_Y
    return torch.stack((x.expand(h, w), y[:, None].expand(h, w)))


def semantic_labels(semantic, stuff=STUFF_LABEL_IDS):
    """[C,H,W] logits -> int64 [H,W] label ids; pixels of the channel behind stuff (things) become 0. Void cannot
    win."""
    best = semantic[:len(stuff) + 1].argmax(0)
    return torch.tensor(stuff + (0,))[best]


def cluster(instance, labels, things=THING_LABEL_IDS, sigmas=1, seed_threshold=0.5, mask_threshold=0.5,
            claim_threshold=0.5,
            unclaimed_share=0.5, min_pixels=128):
    """Sequential clustering of Neven et al., once per thing class, written over `labels` [H,W] (label ids).

    An instance's pixels become label_id * 1000 + k, k = 1, 2, ... within its class. Pixels whose seed is above the
    mask's threshold but which no instance claims become 0. Later classes overwrite earlier ones. Of seeds that are
    equally high, that of the lowest pixel index comes first. Returns (labels, instances)."""
    h, w = instance.shape[1:]
    embedding = torch.tanh(instance[:2]) + grid(h, w)
    sigma = instance[2:2 + sigmas]
    seeds = torch.sigmoid(instance[2 + sigmas:2 + sigmas + len(things)])
    out, found = labels.clone(), []
    for c, label_id in enumerate(things):
        mask = seeds[c] > mask_threshold
        if int(mask.sum()) <= min_pixels:
            continue
        e, s, seed = embedding[:, mask], sigma[:, mask], seeds[c][mask]
        free = torch.ones(seed.numel(), dtype=torch.bool)
        claimed = torch.zeros(seed.numel(), dtype=torch.int64)
        count = 1
        while int(free.sum()) > min_pixels:
            score, i = (seed * free).max(0)
            if score < seed_threshold:
                break
            free[i] = False
            bandwidth = torch.exp(10 * s[:, i:i + 1])
            near = torch.exp(-((e - e[:, i:i + 1]) ** 2 * bandwidth).sum(0)) > claim_threshold
            if int(near.sum()) > min_pixels and float(free[near].sum()) / float(near.sum()) > unclaimed_share:
                claimed[near] = label_id * 1000 + count
                found.append({"id": label_id * 1000 + count, "label_id": label_id, "score": float(score),
                              "sigma": bandwidth.expand(2, 1).flatten().tolist() if sigmas == 1 else bandwidth.flatten(
                                  ).tolist()})
                count += 1
            free[near] = False
        out[mask] = claimed
    return out, found


def panoptic(semantic, instance, stuff=STUFF_LABEL_IDS, **options):
    """One image's network outputs -> int64 [H,W] panoptic map in Cityscapes instanceIds encoding, and its instances.
    Without semantic output, what is no object is 0."""
    if semantic is None:
        labels = torch.zeros(instance.shape[1:], dtype=torch.int64)
    else:
        labels = semantic_labels(semantic, stuff)
    return cluster(instance, labels, **options)
