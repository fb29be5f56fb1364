"""Max pooling to a given size."""

from typing import ClassVar

from archspec.kind.pooling import AdaptivePool


class AdaptiveMaxPool(AdaptivePool):
    """Keeps the largest value of windows chosen so that the output has the given size.

    The windows overlap where the sizes do not divide, and repeat where the output is the larger.
    """

    kind: ClassVar[str] = "adaptive_maxpool"
    torch_name: ClassVar[str] = "AdaptiveMaxPool"

    def takes_largest(self) -> bool:
        """Always."""
        return True
