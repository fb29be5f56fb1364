"""Modules that torch lacks, each small enough to be copied into a file of its own."""

from archspec.nn.channels import ChannelPad, CReLU, GatedUnit, Maxout
from archspec.nn.dropping import DropConnect, Sample
from archspec.nn.norm import Affine, ChannelLayerNorm, ChannelRMSNorm, FrozenBatchNorm, Rescale
from archspec.nn.pooling import GlobalAvgPool, GlobalMaxPool
from archspec.nn.recurrent import GRU, LSTM, RNN
from archspec.nn.same import AvgPoolSame, Conv1dSame, Conv2dSame, Conv3dSame, MaxPoolSame
from archspec.nn.shape import Constant, Permute, Rearrange, Reshape
from archspec.nn.standardized import (
    StandardizedConv1d,
    StandardizedConv1dSame,
    StandardizedConv2d,
    StandardizedConv2dSame,
    StandardizedConv3d,
    StandardizedConv3dSame,
    StandardizedLinear,
)
from archspec.nn.tokens import Attend, Attention, BucketBias, Embedding, Rotary

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "Affine",
    "Attend",
    "Attention",
    "AvgPoolSame",
    "BucketBias",
    "CReLU",
    "ChannelLayerNorm",
    "ChannelPad",
    "ChannelRMSNorm",
    "Constant",
    "Conv1dSame",
    "Conv2dSame",
    "Conv3dSame",
    "DropConnect",
    "Embedding",
    "FrozenBatchNorm",
    "GatedUnit",
    "GlobalAvgPool",
    "GlobalMaxPool",
    "MaxPoolSame",
    "Maxout",
    "Permute",
    "Rearrange",
    "Rescale",
    "Reshape",
    "Rotary",
    "Sample",
    "StandardizedConv1d",
    "StandardizedConv1dSame",
    "StandardizedConv2d",
    "StandardizedConv2dSame",
    "StandardizedConv3d",
    "StandardizedConv3dSame",
    "StandardizedLinear",
]
