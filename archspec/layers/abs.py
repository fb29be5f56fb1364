"""The distance from zero."""

from typing import ClassVar

from archspec.kind import Function, Shapes
from archspec.kind.elementwise import SameShape


class Abs(SameShape):
    """|x|, its distance from zero: of a `sub`, how far two values are apart."""

    kind: ClassVar[str] = "abs"
    family: ClassVar[str] = "activation"
    role: ClassVar[str] = "act"
    never_negative: ClassVar[bool] = True
    keeps_whole: ClassVar[bool] = True

    def lower(self, shapes: Shapes) -> Function:  # noqa: ARG002  it is the same for every shape
        """The function of torch."""
        return Function("torch.abs")
