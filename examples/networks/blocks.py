"""Blocks of our own, for the operations that attention.cell declares as Python classes."""

from torch import nn


class Attention(nn.Module):
    """Self-attention among all places of a map, with a shortcut around it.

    ReNAS gives the channels of the input first, then the parameters of the operation by their names.
    """

    def __init__(self, channels, *, heads):
        super().__init__()
        self.heads = heads
        self.norm = nn.GroupNorm(1, channels)
        self.qkv = nn.Conv2d(channels, 3 * channels, 1, bias=False)
        self.project = nn.Conv2d(channels, channels, 1)

    def forward(self, x):
        batch, channels, height, width = x.shape
        size = channels // self.heads
        qkv = self.qkv(self.norm(x)).reshape(batch, 3, self.heads, size, height * width)
        query, key, value = qkv.unbind(1)
        weights = (query.transpose(-2, -1) @ key / size**0.5).softmax(-1)
        mixed = value @ weights.transpose(-2, -1)
        return x + self.project(mixed.reshape(x.shape))
