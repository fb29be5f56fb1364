"""No change."""

from typing import ClassVar

from archspec.kind import Module, Shapes
from archspec.kind.elementwise import SameShape


class Identity(SameShape):
    """Gives what it takes; a place that can be named, or that a parameter can fill."""

    kind: ClassVar[str] = "identity"
    family: ClassVar[str] = "shape"
    keeps_whole: ClassVar[bool] = True

    def passes_on(self, *, training: bool) -> str:  # noqa: ARG002  it does so in both modes
        """Always."""
        return "`identity` changes nothing"

    def lower(self, shapes: Shapes) -> Module:  # noqa: ARG002  it is the same for every shape
        """The identity of torch."""
        return Module("torch.nn.Identity")
