"""Modules that torch lacks, each small enough to be copied into a file of its own."""

from archspec.nn.channels import ChannelPad, CReLU, Maxout
from archspec.nn.dropping import DropConnect
from archspec.nn.norm import ChannelLayerNorm, Rescale
from archspec.nn.pooling import GlobalAvgPool, GlobalMaxPool
from archspec.nn.shape import Permute, Rearrange, Reshape
from archspec.nn.tokens import Attention

__all__ = [
    "Attention",
    "CReLU",
    "ChannelLayerNorm",
    "ChannelPad",
    "DropConnect",
    "GlobalAvgPool",
    "GlobalMaxPool",
    "Maxout",
    "Permute",
    "Rearrange",
    "Rescale",
    "Reshape",
]
