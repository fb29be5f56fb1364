"""Containers that are a scope of their own unless asked not to be."""

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind.layer import Layer
from archspec.kind.parts import Part, Scope


class Scoped(Layer):
    """A container whose layers stand in a module, or in the list around."""

    inline: bool = Field(
        False, description="Whether its layers stand in the list around instead of in a module."
    )

    def unfit(self) -> Problem | None:
        """A name without a module to have it."""
        if not self.inline or self.name is None:
            return None
        message = f"an `inline` `{self.kind}` is no module, so it cannot have a name"
        return Problem("A213", message, ("name",))

    def scoped(self, part: Part) -> Part:
        """The part in its module, or as it is."""
        return part if self.inline else Scope(part, self.name, self.kind)
