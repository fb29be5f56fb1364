"""Dropout."""

from typing import ClassVar, Literal

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Module, Shapes
from archspec.kind.elementwise import SameShape
from archspec.kind.fields import Probability
from archspec.shapes import Shape


class Dropout(SameShape):
    """Sets numbers to zero at random in training, and scales up the rest (Srivastava et al. 2014).

    `mode: channel` drops whole channels, since neighbouring positions of an image say nearly the
    same (Tompson et al. 2015, arXiv:1411.4280).
    """

    kind: ClassVar[str] = "dropout"
    main: ClassVar[str | None] = "p"
    family: ClassVar[str] = "regularisation"
    role: ClassVar[str] = "dropout"

    p: Probability = Field(0.5, description="Probability of dropping.")
    mode: Literal["element", "channel"] = Field(
        "element", description="Drop single numbers or whole channels."
    )

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape, unchanged; `channel` needs channels first and one to three spatial axes."""
        shape = shapes[0]
        if self.mode == "element" or (1 <= shape.spatial <= 3 and shape.channel_axis == 0):
            return shape
        message = f"`mode: channel` drops whole channels, but {shape.describe()} has none"
        return Problem("A404", message, ("mode",), label=f"receives {shape}")

    def passes_on(self, *, training: bool) -> str:
        """Where it drops nothing: in evaluation, or by its rate."""
        if self.p == 0:
            return f"`{self.kind}` at a rate of 0 drops nothing"
        return "" if training else f"`{self.kind}` drops nothing in evaluation"

    def lower(self, shapes: Shapes) -> Module:
        """The dropout of torch, over elements or channels."""
        axes = f"{shapes[0].spatial}d" if self.mode == "channel" else ""
        return Module(f"torch.nn.Dropout{axes}", {"p": self.p})
