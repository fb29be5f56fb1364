"""The largest value of each channel."""

from typing import ClassVar

from archspec.kind.pooling import GlobalPool


class GlobalMaxPool(GlobalPool):
    """Keeps the largest value of each channel over all its positions: an image becomes a vector."""

    kind: ClassVar[str] = "global_maxpool"
    target: ClassVar[str] = "archspec.nn.GlobalMaxPool"
    keeps_whole: ClassVar[bool] = True

    def takes_largest(self) -> bool:
        """Always."""
        return True
