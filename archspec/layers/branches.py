"""Paths side by side."""

from typing import ClassVar, Literal

from pydantic import Field

from archspec.kind import Chain, Layer, Merge, Part, Scope, make, named
from archspec.kind.fields import Paths


class Branches(Layer):
    """Paths that all take the same value, and whose outputs are merged.

    With `paths` as a mapping each path is a module of that name; as a list, the layers of all
    paths stand in the list around. An empty path is the value itself.
    `{when: …, layers: […]}` is a path that is there only where `when` holds.
    """

    kind: ClassVar[str] = "branches"
    family: ClassVar[str] = "container"

    paths: Paths = Field(description="The layers of each path.")
    merge: Literal["concat", "add", "sub", "mul", "maximum", "stack"] = Field(
        "concat", description="How the outputs become one."
    )

    def expand(self) -> Part:
        """The paths and their merge, in a scope where it has a name."""
        if isinstance(self.paths, dict):
            labels = tuple(self.paths)
            paths: tuple[Part, ...] = tuple(
                named(body.chain, name, "path") if body.chain.parts else Chain()
                for name, body in self.paths.items()
            )
        else:
            labels = tuple(f"path {i + 1}" for i in range(len(self.paths)))
            paths = tuple(body.chain for body in self.paths)
        merged = Merge(paths, make(self.merge).layer, labels)
        return Scope(merged, self.name, self.kind) if self.name else merged
