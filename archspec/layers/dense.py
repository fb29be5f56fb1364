"""Dense connections."""

from typing import ClassVar

from pydantic import Field

from archspec.kind import Chain, Merge, Part, make
from archspec.kind.fields import Layers
from archspec.kind.scoped import Inlined


class Dense(Inlined):
    """The input and what the layers make of it, side by side: concat(x, f(x)).

    Source: densely connected networks (Huang et al. 2017, arXiv:1608.06993).
    """

    kind: ClassVar[str] = "dense"
    main: ClassVar[str | None] = "layers"
    family: ClassVar[str] = "container"

    layers: Layers = Field(description="The layers of f.")

    def expand(self) -> Part:
        """A scope of the layers and a concatenation with their input."""
        both = Merge((Chain(), self.layers.chain), make("concat").layer, ("input", "layers"))
        return self.scoped(both)
