"""The ways in which weights begin, the function of torch that each becomes, and what it fits."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias

from pydantic import ConfigDict, Field

from archspec.diagnostics import Fix, Problem
from archspec.kind.choice import Choice
from archspec.kind.fields import Expects, Number, Positive
from archspec.kind.lowering import Function
from archspec.shapes.nested import nested_sizes

Distribution = Literal["normal", "uniform"]

LARGEST: Final = 1e38
"""The largest number that torch draws or fills in: twice it is still a 32-bit number."""

Bounded: TypeAlias = Annotated[
    float, Field(ge=-LARGEST, le=LARGEST, allow_inf_nan=False), Expects("a number up to ±1e38")
]
Spread: TypeAlias = Annotated[
    float, Field(ge=0, le=LARGEST, allow_inf_nan=False), Expects("a number from 0 to 1e38")
]

ELSE = Fix("give it a number, `normal` or `uniform`")
"""What to write where a way to begin is for weights of another form."""


class Initializer(Choice):
    """A way to fill a weight before training.

    Attributes:
        needs_data: whether it looks at the first batch.
        least_axes: how many axes a weight has at least that it can fill.
    """

    model_config = ConfigDict(defer_build=True)
    needs_data: ClassVar[bool] = False
    least_axes: ClassVar[int] = 0

    @property
    def only_zeros(self) -> bool:
        """Whether every number that it fills in is 0."""
        return False

    def lower(self) -> Function:
        """The function that fills a tensor in place."""
        raise NotImplementedError

    def misfit(self, name: str, shape: tuple[int, ...]) -> Problem | None:
        """Why it cannot fill a parameter of this shape, if it cannot."""
        if len(shape) >= self.least_axes:
            return None
        have = "one" if shape else "none"
        fact = f"`{self.kind}` needs a weight of two axes, and `{name}` has {have}"
        return Problem("A410", fact, ("init", name), fixes=(ELSE,))


class Kaiming(Initializer):
    """Variance kept through rectifiers (He et al. 2015, arXiv:1502.01852)."""

    kind: ClassVar[str] = "kaiming"
    least_axes: ClassVar[int] = 2
    distribution: Distribution = Field("normal", description="The distribution drawn from.")
    mode: Literal["fan_in", "fan_out"] = Field(
        "fan_in", description="Keep the variance forward (fan_in) or backward (fan_out)."
    )
    nonlinearity: Literal["relu", "leaky_relu", "linear", "tanh", "sigmoid", "selu"] = Field(
        "relu", description="The activation that follows."
    )
    slope: Number = Field(0.0, description="The slope of a leaky relu below zero.")

    def lower(self) -> Function:
        """Torch's function for it."""
        fields = {"a": self.slope, "mode": self.mode, "nonlinearity": self.nonlinearity}
        return Function(f"torch.nn.init.kaiming_{self.distribution}_", fields)


class Xavier(Initializer):
    """Variance kept through symmetric activations (Glorot and Bengio 2010)."""

    kind: ClassVar[str] = "xavier"
    least_axes: ClassVar[int] = 2
    distribution: Distribution = Field("uniform", description="The distribution drawn from.")
    gain: Positive = Field(1.0, description="A factor on the result.")

    def lower(self) -> Function:
        """Torch's function for it."""
        return Function(f"torch.nn.init.xavier_{self.distribution}_", {"gain": self.gain})


class Orthogonal(Initializer):
    """A random orthonormal matrix (Saxe et al. 2014, arXiv:1312.6120)."""

    kind: ClassVar[str] = "orthogonal"
    least_axes: ClassVar[int] = 2
    gain: Positive = Field(1.0, description="A factor on the result.")

    def lower(self) -> Function:
        """Torch's function for it."""
        return Function("torch.nn.init.orthogonal_", {"gain": self.gain})


class Constant(Initializer):
    """The same number everywhere."""

    kind: ClassVar[str] = "constant"
    main: ClassVar[str | None] = "value"
    value: Bounded = Field(description="The number.")

    @property
    def only_zeros(self) -> bool:
        """Where the number is."""
        return self.value == 0

    def lower(self) -> Function:
        """Torch's function for it."""
        return Function("torch.nn.init.constant_", {"val": self.value})


class Normal(Initializer):
    """Drawn from a normal distribution."""

    kind: ClassVar[str] = "normal"
    mean: Bounded = Field(0.0, description="The mean.")
    std: Spread = Field(1.0, description="The standard deviation.")

    @property
    def only_zeros(self) -> bool:
        """Without a deviation."""
        return self.mean == 0 and self.std == 0

    def lower(self) -> Function:
        """Torch's function for it."""
        return Function("torch.nn.init.normal_", {"mean": self.mean, "std": self.std})


class _BetweenEnds(Initializer):
    """Drawn from between two numbers, `low` and `high`."""

    def misfit(self, name: str, shape: tuple[int, ...]) -> Problem | None:
        """Where the ends stand the wrong way round."""
        low, high = vars(self)["low"], vars(self)["high"]
        if low <= high:
            return super().misfit(name, shape)
        fact = f"`low` is {low:g}, above `high`, which is {high:g}"
        fix = Fix("write the lesser of the two as `low`")
        return Problem("A410", fact, ("init",), fixes=(fix,))


class TruncatedNormal(_BetweenEnds):
    """Drawn from a normal distribution without its tails."""

    kind: ClassVar[str] = "truncated_normal"
    mean: Bounded = Field(0.0, description="The mean.")
    std: Positive = Field(1.0, description="The standard deviation before truncation.")
    low: Bounded = Field(-2.0, description="The least value.")
    high: Bounded = Field(2.0, description="The greatest value.")

    def lower(self) -> Function:
        """Torch's function for it."""
        fields = {"mean": self.mean, "std": self.std, "a": self.low, "b": self.high}
        return Function("torch.nn.init.trunc_normal_", fields)


class Uniform(_BetweenEnds):
    """Drawn evenly from a range."""

    kind: ClassVar[str] = "uniform"
    low: Bounded = Field(0.0, description="The least value.")
    high: Bounded = Field(1.0, description="The greatest value.")

    def lower(self) -> Function:
        """Torch's function for it."""
        return Function("torch.nn.init.uniform_", {"a": self.low, "b": self.high})


class Values(Initializer):
    """Given numbers, for a kernel set by hand; a single kernel serves every pair of channels."""

    kind: ClassVar[str] = "values"
    main: ClassVar[str | None] = "values"
    values: Any = Field(
        description="Nested lists of numbers, with the weight's shape or its last axes'."
    )

    def lower(self) -> Function:
        """Torch's function for it."""
        return Function("archspec.nn.init.values_", {"values": self.values})

    def misfit(self, name: str, shape: tuple[int, ...]) -> Problem | None:
        """Where their sizes are not the last ones of the parameter; leading axes may be absent."""
        found = nested_sizes(self.values)
        if found is None:
            fact = "`values` is not a regular grid of numbers"
        elif not _are_bounded(self.values):
            fact = "`values` has a number that is none, or is beyond ±1e38"
        elif found == shape[len(shape) - len(found) :]:
            return None
        else:
            given, needed = ("×".join(map(str, s)) or "one number" for s in (found, shape))
            fact = f"`values` is {given}, but `{name}` is {needed}"
        return Problem("A410", fact, ("init",), fixes=_computed(self.values))


class LooksLinear(Initializer):
    """Mirrored halves after a `crelu`, so that the network begins linear.

    Source: Balduzzi et al. 2017, arXiv:1702.08591.
    """

    kind: ClassVar[str] = "looks_linear"
    least_axes: ClassVar[int] = 2
    gain: Positive = Field(1.0, description="A factor on the orthogonal half.")

    def lower(self) -> Function:
        """Torch's function for it."""
        return Function("archspec.nn.init.looks_linear_", {"gain": self.gain})

    def misfit(self, name: str, shape: tuple[int, ...]) -> Problem | None:
        """Where an odd number of inputs has no halves."""
        if (found := super().misfit(name, shape)) or not shape[1] % 2:
            return found
        sizes = "×".join(map(str, shape))
        fact = f"`looks_linear` needs an even number of inputs, and `{name}` is {sizes}"
        note = "it mirrors one half of the inputs, which a `crelu` before it doubles"
        return Problem("A410", fact, ("init",), notes=(note,))


class Lsuv(Initializer):
    """Orthonormal, then scaled to unit variance on the first batch of a training run.

    Source: layer-sequential unit variance (Mishkin and Matas 2016, arXiv:1511.06422).
    """

    kind: ClassVar[str] = "lsuv"
    least_axes: ClassVar[int] = 2
    needs_data: ClassVar[bool] = True

    def lower(self) -> Function:
        """Torch's function for it."""
        return Function("torch.nn.init.orthogonal_", {"gain": 1.0})


INITIALIZERS: Mapping[str, type[Initializer]] = {
    cls.kind: cls
    for cls in (
        Kaiming,
        Xavier,
        Orthogonal,
        Constant,
        Normal,
        TruncatedNormal,
        Uniform,
        Values,
        LooksLinear,
        Lsuv,
    )
}


def _are_bounded(values: Any) -> bool:
    """Whether every number of nested lists is one that torch can fill in."""
    if isinstance(values, (tuple, list)):
        return all(map(_are_bounded, values))
    return bool(abs(values) <= LARGEST)


def _computed(values: Any) -> tuple[Fix, ...]:
    """How numbers are computed, where texts stand in their places."""
    if isinstance(values, (tuple, list)):
        return next((found for one in values if (found := _computed(one))), ())
    if not isinstance(values, str):
        return ()
    return (Fix(f'what is to be computed is told by a `$` here: `"${{{values}}}"`'),)
