"""Activations that look at all values along an axis, or at halves of the channels."""

from typing import ClassVar, Literal

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind import Module, Shapes, Window
from archspec.kind.axes import no_axis
from archspec.kind.elementwise import Activation
from archspec.kind.fields import Axis
from archspec.kind.lowering import unlike_default
from archspec.kind.unsized import needs_size
from archspec.shapes import Shape, open_names


class OverChannels(Activation):
    """A function of all channels at a position."""

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape of two channels or more, unchanged."""
        if shapes[0].channels > 1:
            return shapes[0]
        message = f"`{self.kind}` over one channel gives the same number whatever it receives"
        fix = Fix("write `sigmoid` for one score, or give it two channels or more")
        fixes = (fix, *self._meant(shapes[0].channel_axis))
        return Problem("A407", message, label=f"receives {shapes[0]}", fixes=fixes)

    def _meant(self, axis: int) -> tuple[Fix, ...]:  # noqa: ARG002  most have no axis to say
        """What to write where the same number is meant; `axis` counts the channels."""
        return ()

    def lower(self, shapes: Shapes) -> Module:
        """The class of torch.nn along the channel axis, behind the batch axis."""
        return Module(f"torch.nn.{self.torch_name}", {"dim": shapes[0].channel_axis + 1})


class OverAxis(OverChannels):
    """A function of all numbers along an axis."""

    axis: Axis | None = Field(
        None,
        description="The axis, from 0 and without the batch; the channels where absent, which are "
        "two or more. An axis that is written may have a single position.",
    )

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape, unchanged."""
        shape = shapes[0]
        if self.axis is None:
            return super().infer(shapes)
        return no_axis(self.axis, shape) or shape

    def _meant(self, axis: int) -> tuple[Fix, ...]:
        """The axis in writing: who names it knows how long it is."""
        text = f"or, where the same number is meant, name the axis: `{self.kind}: {{axis: {axis}}}`"
        return (Fix(text, set={"axis": axis}),)

    def window(self, shapes: Shapes) -> Window | None:
        """Every position, along an axis that is not the channels'."""
        own = self.axis in (None, shapes[0].channel_axis)
        return None if own else Window(whole=True)

    def lower(self, shapes: Shapes) -> Module:
        """The class of torch.nn along the axis, behind the batch axis."""
        axis = shapes[0].channel_axis if self.axis is None else self.axis
        return Module(f"torch.nn.{self.torch_name}", {"dim": axis + 1})


class Softmax(OverAxis):
    """exp(x) divided by its sum over the channels: probabilities that sum to 1."""

    kind: ClassVar[str] = "softmax"
    torch_name: ClassVar[str] = "Softmax"
    never_negative: ClassVar[bool] = True
    gives: ClassVar[str] = "probabilities"


class Softmin(OverAxis):
    """The softmax of −x over the channels."""

    kind: ClassVar[str] = "softmin"
    torch_name: ClassVar[str] = "Softmin"
    never_negative: ClassVar[bool] = True
    gives: ClassVar[str] = "probabilities"


class LogSoftmax(OverAxis):
    """The logarithm of the softmax over the channels."""

    kind: ClassVar[str] = "log_softmax"
    torch_name: ClassVar[str] = "LogSoftmax"
    gives: ClassVar[str] = "log-probabilities"


class GLU(OverChannels):
    """Half of the channels times the sigmoid of the others: 2C channels become C.

    `act: silu` makes it a SwiGLU, `act: gelu` a GEGLU; the gate is the half that goes through the
    activation (Dauphin et al. 2017, arXiv:1612.08083; Shazeer 2020, arXiv:2002.05202).
    """

    kind: ClassVar[str] = "glu"
    main: ClassVar[str | None] = "act"
    torch_name: ClassVar[str] = "GLU"

    act: Literal["sigmoid", "silu", "gelu", "relu", "tanh", "identity"] = Field(
        "sigmoid", description="The activation of the gate."
    )
    gate: Literal["first", "last"] = Field("last", description="Which half is the gate.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """2C×sizes to C×sizes."""
        channels = shapes[0].channels
        if channels % 2 == 0:
            return shapes[0].with_channels(channels // 2)
        if open_names((channels,)):
            return needs_size(self.kind, (channels,), "it halves the channels, and takes")
        message = f"`glu` halves the channels, and {channels:,} is odd"
        return Problem("A405", message, label=f"receives {shapes[0]}")

    def lower(self, shapes: Shapes) -> Module:
        """The class of torch.nn, or of archspec.nn for what that lacks."""
        if self.act == "sigmoid" and self.gate == "last":
            return super().lower(shapes)
        options = {
            "first": (self.gate == "first", False),
            "channel_axis": (shapes[0].channel_axis + 1, 1),
        }
        return Module("archspec.nn.GatedUnit", {"act": self.act} | unlike_default(options))
