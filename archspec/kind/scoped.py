"""Containers that are a module of their own, and with whose weights."""

from collections.abc import Callable

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind.building import Value
from archspec.kind.fields import Reference
from archspec.kind.layer import Builder, Layer


class Scoped(Layer):
    """A container whose layers stand in a module, which may use the weights of another."""

    share: Reference | None = Field(
        None, description="The scope above whose weights its layers use instead of their own."
    )

    def scoped(self, builder: Builder, value: Value, build: Callable[[Value], Value]) -> Value:
        """What is built, in its module."""
        return builder.scope(self.name, self.kind, value, build, share=self.share)

    def is_one(self) -> bool:
        """Whether it is one module that can take any name."""
        return self.share is None and self.from_ is None


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

    def scoped(self, builder: Builder, value: Value, build: Callable[[Value], Value]) -> Value:
        """What is built, in its module or as it is."""
        return build(value) if self.inline else super().scoped(builder, value, build)

    def is_one(self) -> bool:
        """Whether it is one module that can take any name."""
        return not self.inline and super().is_one()
