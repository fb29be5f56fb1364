"""Gates."""

from typing import ClassVar

from pydantic import Field

from archspec.kind import Builder, Value, plain
from archspec.kind.fields import Layers
from archspec.kind.scoped import Inlined


class Gate(Inlined):
    """The input, scaled by what the layers make of it: x · f(x).

    Squeeze-and-excitation does so with one factor per channel (Hu et al. 2018, arXiv:1709.01507).
    """

    kind: ClassVar[str] = "gate"
    main: ClassVar[str | None] = "layers"
    family: ClassVar[str] = "container"

    layers: Layers = Field(description="The layers of f.")

    def build(self, builder: Builder, value: Value) -> Value:
        """A scope of the layers and a product with their input."""

        def both(value: Value) -> Value:
            made = builder.layers(self.layers, value)
            return builder.merge(plain("mul"), (value, made), ("input", "gate"))

        return self.scoped(builder, value, both)
