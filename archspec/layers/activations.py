"""The activations of torch.nn, by their snake-case names."""

from typing import ClassVar, Literal

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind import Function, Kept, Module, Shapes, Takes, Window
from archspec.kind.axes import no_axis
from archspec.kind.elementwise import Activation, SameShape
from archspec.kind.fields import Axis, NotNegative, Number, Positive
from archspec.kind.half import in_16_bits
from archspec.kind.lowering import unlike_default
from archspec.kind.unsized import needs_size
from archspec.shapes import Shape, open_names

LARGEST = (2 - 2**-23) * 2.0**127
"""The largest 32-bit floating-point number."""


class ReLU(Activation):
    """max(x, 0)."""

    kind: ClassVar[str] = "relu"
    torch_name: ClassVar[str] = "ReLU"
    order: ClassVar[Kept] = "gradients"
    never_negative: ClassVar[bool] = True
    keeps_whole: ClassVar[bool] = True


class ReLU6(Activation):
    """min(max(x, 0), 6)."""

    kind: ClassVar[str] = "relu6"
    torch_name: ClassVar[str] = "ReLU6"
    order: ClassVar[Kept] = "gradients"
    never_negative: ClassVar[bool] = True
    keeps_whole: ClassVar[bool] = True


class LeakyReLU(Activation):
    """x above zero, and x times a small slope below (Maas et al. 2013)."""

    kind: ClassVar[str] = "leaky_relu"
    main: ClassVar[str | None] = "negative_slope"
    torch_name: ClassVar[str] = "LeakyReLU"

    negative_slope: Number = Field(0.01, description="The slope below zero.")

    def keeps_largest(self) -> Kept:
        """Values, where it rises below zero: neighbouring numbers may become one there."""
        return "values" if self.negative_slope > 0 else ""


class RReLU(Activation):
    """x above zero, and x times a slope below that is drawn at random in training.

    Evaluation uses the middle of the two slopes (Xu et al. 2015, arXiv:1505.00853).
    """

    kind: ClassVar[str] = "rrelu"
    torch_name: ClassVar[str] = "RReLU"

    lower_: Number = Field(1 / 8, alias="lower", description="The least slope.")
    upper: Number = Field(1 / 3, description="The greatest slope.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape, unchanged."""
        if self.lower_ <= self.upper:
            return shapes[0]
        message = f"`lower` is {self.lower_:g}, above `upper`, which is {self.upper:g}"
        return Problem("A407", message, ("lower",))

    def lower(self, shapes: Shapes) -> Module:  # noqa: ARG002  it is the same for every shape
        """The class of torch.nn."""
        slopes = self.written("lower_", "upper")
        args = {name.rstrip("_"): value for name, value in slopes.items()}
        return Module("torch.nn.RReLU", args)


class ELU(Activation):
    """x above zero, and alpha · (exp(x) − 1) below (Clevert et al. 2016, arXiv:1511.07289)."""

    kind: ClassVar[str] = "elu"
    main: ClassVar[str | None] = "alpha"
    torch_name: ClassVar[str] = "ELU"

    alpha: Number = Field(1.0, description="How far it goes below zero.")


class SELU(Activation):
    """A scaled `elu` that keeps mean 0 and variance 1 (Klambauer et al. 2017, arXiv:1706.02515)."""

    kind: ClassVar[str] = "selu"
    torch_name: ClassVar[str] = "SELU"


class CELU(Activation):
    """x above zero, and alpha · (exp(x/alpha) − 1) below (Barron 2017, arXiv:1704.07483)."""

    kind: ClassVar[str] = "celu"
    main: ClassVar[str | None] = "alpha"
    torch_name: ClassVar[str] = "CELU"

    alpha: Positive = Field(1.0, description="How far it goes below zero.")


class GELU(Activation):
    """x times the chance that a normal number is below x (Hendrycks 2016, arXiv:1606.08415)."""

    kind: ClassVar[str] = "gelu"
    torch_name: ClassVar[str] = "GELU"

    approximate: Literal["none", "tanh"] = Field(
        "none", description="Exact, or approximated with tanh."
    )


class SiLU(Activation):
    """x · sigmoid(x), also called swish (Ramachandran et al. 2017, arXiv:1710.05941)."""

    kind: ClassVar[str] = "silu"
    torch_name: ClassVar[str] = "SiLU"


class Mish(Activation):
    """x · tanh(softplus(x)) (Misra 2019, arXiv:1908.08681)."""

    kind: ClassVar[str] = "mish"
    torch_name: ClassVar[str] = "Mish"


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


class Sigmoid(Activation):
    """1/(1 + exp(−x)), from 0 to 1."""

    kind: ClassVar[str] = "sigmoid"
    torch_name: ClassVar[str] = "Sigmoid"
    never_negative: ClassVar[bool] = True
    gives: ClassVar[str] = "probabilities"
    takes: ClassVar[Takes] = "any"


class LogSigmoid(Activation):
    """log(1/(1 + exp(−x)))."""

    kind: ClassVar[str] = "log_sigmoid"
    torch_name: ClassVar[str] = "LogSigmoid"
    gives: ClassVar[str] = "log-probabilities"


class Tanh(Activation):
    """The hyperbolic tangent, from −1 to 1."""

    kind: ClassVar[str] = "tanh"
    torch_name: ClassVar[str] = "Tanh"
    bounded: ClassVar[bool] = True
    order: ClassVar[Kept] = "values"
    takes: ClassVar[Takes] = "any"


class Tanhshrink(Activation):
    """x − tanh(x)."""

    kind: ClassVar[str] = "tanhshrink"
    torch_name: ClassVar[str] = "Tanhshrink"
    takes: ClassVar[Takes] = "any"


class Hardtanh(Activation):
    """x, cut off below and above."""

    kind: ClassVar[str] = "hardtanh"
    torch_name: ClassVar[str] = "Hardtanh"
    bounded: ClassVar[bool] = True

    min_val: Number = Field(-1.0, description="The least value.")
    max_val: Number = Field(1.0, description="The greatest value.")

    def keeps_largest(self) -> Kept:
        """Everything, unless 16 bits put a bound between the two, where torch has the slope 1."""
        lowest, highest = in_16_bits(self.min_val), in_16_bits(self.max_val)
        outside = max(lowest) <= self.min_val and min(highest) >= self.max_val
        return "gradients" if outside else "values"

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape, unchanged."""
        if self.min_val < self.max_val:
            return shapes[0]
        message = f"`min_val` is {self.min_val:g}, not below `max_val`, which is {self.max_val:g}"
        return Problem("A407", message, ("min_val",))


class Hardsigmoid(Activation):
    """x/6 + 1/2, cut off below 0 and above 1."""

    kind: ClassVar[str] = "hardsigmoid"
    torch_name: ClassVar[str] = "Hardsigmoid"
    order: ClassVar[Kept] = "values"
    never_negative: ClassVar[bool] = True
    gives: ClassVar[str] = "probabilities"


class Hardswish(Activation):
    """x · hardsigmoid(x), a cheap `silu` (Howard et al. 2019, arXiv:1905.02244)."""

    kind: ClassVar[str] = "hardswish"
    torch_name: ClassVar[str] = "Hardswish"


class Hardshrink(Activation):
    """x where it is further from zero than a limit, else 0."""

    kind: ClassVar[str] = "hardshrink"
    main: ClassVar[str | None] = "lambd"
    torch_name: ClassVar[str] = "Hardshrink"
    order: ClassVar[Kept] = "gradients"

    lambd: Number = Field(0.5, description="The limit.")


class Softshrink(Activation):
    """x moved towards zero by a limit, and 0 where it is nearer."""

    kind: ClassVar[str] = "softshrink"
    main: ClassVar[str | None] = "lambd"
    torch_name: ClassVar[str] = "Softshrink"
    order: ClassVar[Kept] = "values"

    lambd: NotNegative = Field(0.5, description="The limit.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape, unchanged."""
        if self.lambd <= LARGEST:
            return shapes[0]
        message = f"`lambd` is {self.lambd:g}, more than a 32-bit number can be"
        return Problem("A407", message, ("lambd",))


class Softplus(Activation):
    """log(1 + exp(beta · x))/beta, a smooth `relu`."""

    kind: ClassVar[str] = "softplus"
    torch_name: ClassVar[str] = "Softplus"
    never_negative: ClassVar[bool] = True

    beta: Positive = Field(1.0, description="How sharp the bend is.")
    threshold: Number = Field(20.0, description="Where beta · x is above it, x is returned.")


class Softsign(Activation):
    """x/(1 + |x|), from −1 to 1."""

    kind: ClassVar[str] = "softsign"
    torch_name: ClassVar[str] = "Softsign"
    takes: ClassVar[Takes] = "any"
    bounded: ClassVar[bool] = True


class Threshold(Activation):
    """x where it is above a threshold, else a value."""

    kind: ClassVar[str] = "threshold"
    torch_name: ClassVar[str] = "Threshold"

    threshold: Number = Field(description="The threshold.")
    value: Number = Field(description="What stands for everything else.")

    def keeps_largest(self) -> Kept:
        """Where it steps up at the threshold, or not at all; everything if 16 bits keep it so."""
        if self.value > self.threshold:
            return ""
        return "gradients" if max(in_16_bits(self.value)) <= self.threshold else "values"


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
