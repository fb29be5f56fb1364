"""Layers one after the other, in a scope of their own."""

from typing import ClassVar

from pydantic import Field

from archspec.kind import Builder, Value
from archspec.kind.fields import Layers
from archspec.kind.scoped import Scoped


class Sequence(Scoped):
    """Layers one after the other, in a module of their own."""

    kind: ClassVar[str] = "sequence"
    main: ClassVar[str | None] = "layers"
    family: ClassVar[str] = "container"

    layers: Layers = Field(description="The layers, each taking the output of the one above.")

    def build(self, builder: Builder, value: Value) -> Value:
        """A scope around the layers."""
        return self.scoped(builder, value, lambda value: builder.layers(self.layers, value))
