"""Dense connections."""

from typing import ClassVar

from pydantic import Field

from archspec.kind import Builder, Value, plain
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

    def build(self, builder: Builder, value: Value) -> Value:
        """A scope of the layers and a concatenation with their input."""

        def both(value: Value) -> Value:
            made = builder.layers(self.layers, value)
            return builder.merge(plain("concat"), (value, made), ("input", "layers"))

        return self.scoped(builder, value, both)
