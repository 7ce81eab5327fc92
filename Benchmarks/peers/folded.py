"""Pan-SECB with batch normalisation folded into the convolutions: what the other engines are given."""
import copy

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from reference import Downsampler, NonBottleneck1D, Upsampler


class FoldedDownsampler(nn.Module):
    """The normalisation of the convolution's channels is in its weights; that of the pooled channels stays."""

    def __init__(self, layer):
        super().__init__()
        scale = layer.bn.weight / (layer.bn.running_var + layer.bn.eps).sqrt()
        shift = layer.bn.bias - layer.bn.running_mean * scale
        own = layer.conv.out_channels
        self.conv, self.pool = layer.conv, layer.pool
        self.conv.weight = nn.Parameter(self.conv.weight * scale[:own, None, None, None])
        self.conv.bias = nn.Parameter(self.conv.bias * scale[:own] + shift[:own])
        self.scale = nn.Parameter(scale[None, own:, None, None])
        self.shift = nn.Parameter(shift[None, own:, None, None])

    def forward(self, x):
        return F.relu(torch.cat((self.conv(x), self.pool(x) * self.scale + self.shift), 1))


def folded(network):
    """A copy without batch normalisation and dropout, which computes the same."""
    network = copy.deepcopy(network).eval()
    with torch.no_grad():
        for layer in list(network.modules()):
            for name, child in layer.named_children():
                if isinstance(child, Downsampler):
                    setattr(layer, name, FoldedDownsampler(child))
            if isinstance(layer, NonBottleneck1D):
                layer.conv1x3_1 = fuse_conv_bn_eval(layer.conv1x3_1, layer.bn1)
                layer.conv1x3_2 = fuse_conv_bn_eval(layer.conv1x3_2, layer.bn2)
                layer.bn1 = layer.bn2 = layer.dropout = nn.Identity()
            elif isinstance(layer, Upsampler):
                layer.conv = fuse_conv_bn_eval(layer.conv, layer.bn, transpose=True)
                layer.bn = nn.Identity()
    return network
