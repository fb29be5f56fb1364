"""A learnt number added to each channel."""

from typing import ClassVar

from pydantic import Field

from archspec.kind.fields import Number
from archspec.kind.per_channel import PerChannel


class Shift(PerChannel):
    """Adds a learnt number to each channel: a bias apart from the layer before it.

    The tensor is a parameter of the scope, under the layer's own name. So a projection of queries,
    keys and values can have biases for the queries and the values alone (Bao et al. 2022,
    arXiv:2106.08254).
    """

    kind: ClassVar[str] = "shift"
    operator: ClassVar[str] = "operator.add"
    function: ClassVar[str] = "archspec.nn.functional.shift"

    value: Number = Field(0.0, description="The number at the beginning.")

    @property
    def begins(self) -> float:
        """The number at the beginning."""
        return self.value
