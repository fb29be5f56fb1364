"""Layers one after the other, in a scope of their own."""

from typing import ClassVar

from pydantic import Field

from archspec.kind import Layer, Part, Scope, Sharing
from archspec.kind.fields import Layers, Reference


class Sequence(Layer):
    """Layers one after the other, in a module of their own."""

    kind: ClassVar[str] = "sequence"
    main: ClassVar[str | None] = "layers"
    family: ClassVar[str] = "container"

    layers: Layers = Field(description="The layers, each taking the output of the one above.")

    share: Reference | None = Field(
        None, description="The module above whose weights its layers use, one for one."
    )

    def expand(self) -> Part:
        """A scope around the layers."""
        scope = Scope(self.layers.chain, self.name, self.kind)
        return Sharing(scope, self.share) if self.share else scope
