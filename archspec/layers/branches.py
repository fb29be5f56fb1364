"""Paths side by side."""

from typing import ClassVar, Final, Literal

from pydantic import Field

from archspec.kind import Builder, Layer, Value, plain
from archspec.kind.fields import Paths

NONE: Final = "none"


class Branches(Layer):
    """Paths that all take the same value, and whose outputs are merged.

    With `paths` as a mapping each path is a module of that name; as a list, the layers of all
    paths stand in the list around. An empty path is the value itself.
    `{when: …, layers: […]}` is a path that is there only where `when` holds. With `merge: none`
    others name what the paths give, and what the paths take goes on.
    """

    kind: ClassVar[str] = "branches"
    family: ClassVar[str] = "container"

    paths: Paths = Field(description="The layers of each path.")
    merge: Literal["concat", "add", "sub", "mul", "maximum", "minimum", "stack", "none"] = Field(
        "concat",
        description="How the outputs become one; `none` leaves them to those that name them.",
    )

    def build(self, builder: Builder, value: Value) -> Value:
        """The paths and their merge, in a scope where it has a name."""

        def merged(value: Value) -> Value:
            if isinstance(self.paths, dict):
                labels = tuple(self.paths)
                made = [builder.path(name, "path", b, value) for name, b in self.paths.items()]
            else:
                labels = tuple(f"path {i + 1}" for i in range(len(self.paths)))
                made = [builder.layers(body, value) for body in self.paths]
            return value if self.merge == NONE else builder.merge(plain(self.merge), made, labels)

        return builder.scope(self.name, self.kind, value, merged) if self.name else merged(value)

    def is_one(self) -> bool:
        """Without a name it is several layers and their merge."""
        return False
