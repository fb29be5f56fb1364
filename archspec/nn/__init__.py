"""Modules that torch lacks, each small enough to be copied into a file of its own."""

from archspec.nn.channels import ChannelPad, CReLU, Maxout
from archspec.nn.dropping import DropConnect
from archspec.nn.norm import ChannelLayerNorm
from archspec.nn.pooling import GlobalAvgPool, GlobalMaxPool
from archspec.nn.shape import Permute, Reshape

__all__ = [
    "CReLU",
    "ChannelLayerNorm",
    "ChannelPad",
    "DropConnect",
    "GlobalAvgPool",
    "GlobalMaxPool",
    "Maxout",
    "Permute",
    "Reshape",
]
