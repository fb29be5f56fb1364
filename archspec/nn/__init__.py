"""Modules that torch lacks, each small enough to be copied into a file of its own."""

from archspec.nn.channels import ChannelPad, CReLU, Maxout
from archspec.nn.dropping import DropConnect, Sample
from archspec.nn.norm import Affine, ChannelLayerNorm, ChannelRMSNorm, Rescale
from archspec.nn.pooling import GlobalAvgPool, GlobalMaxPool
from archspec.nn.shape import Permute, Rearrange, Reshape
from archspec.nn.tokens import Attention, Embedding

__all__ = [
    "Affine",
    "Attention",
    "CReLU",
    "ChannelLayerNorm",
    "ChannelPad",
    "ChannelRMSNorm",
    "DropConnect",
    "Embedding",
    "GlobalAvgPool",
    "GlobalMaxPool",
    "Maxout",
    "Permute",
    "Rearrange",
    "Rescale",
    "Reshape",
    "Sample",
]
