"""Average pooling to a given size."""

from typing import ClassVar

from archspec.kind.pooling import AdaptivePool


class AdaptiveAvgPool(AdaptivePool):
    """Averages windows chosen so that the output has the given size, whatever the input's.

    The windows overlap where the sizes do not divide, and repeat where the output is the larger.
    """

    kind: ClassVar[str] = "adaptive_avgpool"
    torch_name: ClassVar[str] = "AdaptiveAvgPool"
