"""Containers that are a module of their own, and with whose weights."""

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind.fields import Reference
from archspec.kind.layer import Layer
from archspec.kind.parts import Part, Scope, Shared


class Scoped(Layer):
    """A container whose layers stand in a module, which may use the weights of another."""

    share: Reference | None = Field(
        None, description="The scope above whose weights its layers use instead of their own."
    )

    def scoped(self, part: Part) -> Part:
        """The part in its module."""
        scope = Scope(part, self.name, self.kind)
        return scope if self.share is None else Shared(scope, self.share)


class Inlined(Scoped):
    """A container whose layers stand in a module, or in the list around."""

    inline: bool = Field(
        False, description="Whether its layers stand in the list around instead of in a module."
    )

    def unfit(self) -> Problem | None:
        """A name, or weights of a module, without a module to have them."""
        for field in ("name", "share"):
            if self.inline and getattr(self, field) is not None:
                message = f"an `inline` `{self.kind}` is no module, so it cannot have a `{field}`"
                return Problem("A213", message, (field,))
        return None

    def scoped(self, part: Part) -> Part:
        """The part in its module, or as it is."""
        return part if self.inline else super().scoped(part)
