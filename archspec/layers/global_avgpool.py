"""The average of each channel."""

from typing import ClassVar

from archspec.kind.pooling import GlobalPool


class GlobalAvgPool(GlobalPool):
    """Averages each channel over all its positions: an image becomes a vector.

    It stands before a classifier in place of `flatten`, and lets the input have any size (Lin et
    al. 2014, arXiv:1312.4400).
    """

    kind: ClassVar[str] = "global_avgpool"
    target: ClassVar[str] = "archspec.nn.GlobalAvgPool"
