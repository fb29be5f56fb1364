"""How weights begin: what `init:` may say, and the function of torch each becomes."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from archspec.kind.choice import Choice, OneOf, below
from archspec.kind.fields import Chooses, Expects, NotNegative, Number, Positive
from archspec.kind.lowering import Function

Distribution = Literal["normal", "uniform"]


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
    value: Number = Field(description="The number.")

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
    mean: Number = Field(0.0, description="The mean.")
    std: NotNegative = Field(1.0, description="The standard deviation.")

    @property
    def only_zeros(self) -> bool:
        """Without a deviation."""
        return self.mean == 0 and self.std == 0

    def lower(self) -> Function:
        """Torch's function for it."""
        return Function("torch.nn.init.normal_", {"mean": self.mean, "std": self.std})


class TruncatedNormal(Initializer):
    """Drawn from a normal distribution without its tails."""

    kind: ClassVar[str] = "truncated_normal"
    mean: Number = Field(0.0, description="The mean.")
    std: Positive = Field(1.0, description="The standard deviation before truncation.")
    low: Number = Field(-2.0, description="The least value.")
    high: Number = Field(2.0, description="The greatest value.")

    def lower(self) -> Function:
        """Torch's function for it."""
        fields = {"mean": self.mean, "std": self.std, "a": self.low, "b": self.high}
        return Function("torch.nn.init.trunc_normal_", fields)


class Uniform(Initializer):
    """Drawn evenly from a range."""

    kind: ClassVar[str] = "uniform"
    low: Number = Field(0.0, description="The least value.")
    high: Number = Field(1.0, description="The greatest value.")

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
WORDS = ", ".join(INITIALIZERS)


CHOICE = OneOf(tuple(INITIALIZERS.values()))


def _one(value: Any) -> Initializer:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Constant(value=float(value))
    chosen = CHOICE.read(value)
    assert isinstance(chosen, Initializer)  # noqa: S101  the choice offers no others
    return chosen


def _by_parameter(value: Any) -> Mapping[str, Initializer]:
    """`init: kaiming` is the weight's; a mapping may name each parameter."""
    if not isinstance(value, Mapping) or INITIALIZERS.keys() & value.keys():
        return {"weight": _one(value)}
    if not value:
        raise ValueError("needs at least one parameter")
    return {str(name): below(str(name), _one, item) for name, item in value.items()}


def _schema() -> dict[str, Any]:
    number = {"type": "number"}
    words = {"enum": sorted(INITIALIZERS)}
    fields = {word: {"description": cls.__doc__} for word, cls in INITIALIZERS.items()}
    full = {
        "type": "object",
        "properties": fields,
        "additionalProperties": False,
        "maxProperties": 1,
        "minProperties": 1,
    }
    one = {"anyOf": [number, words, full]}
    names = {"not": {"enum": sorted(INITIALIZERS)}}
    each = {
        "type": "object",
        "propertyNames": names,
        "additionalProperties": one,
        "minProperties": 1,
    }
    return {"anyOf": [number, words, full, each]}


Init: TypeAlias = Annotated[
    Mapping[str, Initializer],
    BeforeValidator(_by_parameter),
    WithJsonSchema(_schema()),
    Chooses(CHOICE),
    Expects(f"a number, one of {WORDS}, or a mapping from `weight` and `bias` to these"),
]
