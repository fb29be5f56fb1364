"""What every kind of layer is: fields that pydantic checks, and answers about shapes as data."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any, ClassVar, Literal, Protocol, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from archspec.dataclass import dataclass
from archspec.diagnostics import Problem
from archspec.kind.building import Body, Held, Value
from archspec.kind.fields import Name, Reference
from archspec.kind.lowering import Call, Function
from archspec.kind.numbers import REAL, Numbers, Takes, joined
from archspec.shapes import Shape
from archspec.shapes.stretches import Stretches, resampled, windows

Shapes = tuple[Shape, ...]

Kept: TypeAlias = Literal["", "values", "gradients"]
"""What stays the same to the bit in a rewrite: nothing, values alone, or gradients as well."""


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of its input that one position of a layer's output sees, per axis.

    Args:
        extent: how many positions, at most.
        stride: how far the next position of the output looks away from this one's.
        upsampling: whether positions become finer by `stride` instead of coarser.
        whole: every position is seen.
        padding: by how much the first stretch begins before the input; less than 0 where what is
            in front is cut off.
        stretches: just what is seen, where it differs from place to place; None for an axis of
            which all is seen.
        moved: the positions of the output are not those of the input in their order.
    """

    extent: tuple[int, ...] = ()
    stride: tuple[int, ...] = ()
    upsampling: bool = False
    whole: bool = False
    padding: tuple[int, ...] = ()
    stretches: tuple[Stretches | None, ...] = ()
    moved: bool = False

    @property
    def by_axis(self) -> tuple[Stretches | None, ...]:
        """What is seen along each axis.

        >>> Window((3,), (2,), padding=(1,)).by_axis
        (Stretches(step=2, lows=(-1,), highs=(1,)),)
        """
        if self.stretches:
            return self.stretches
        if self.upsampling:
            # Where the stretch of each place begins is not said: to either side, to be sure.
            sides = ((size - 1, step) for size, step in zip(self.extent, self.stride, strict=True))
            return tuple(resampled(Fraction(1, n), before=a, after=a) for a, n in sides)
        padding = self.padding or (0,) * len(self.extent)
        return tuple(map(windows, self.extent, self.stride, padding))


@dataclass(frozen=True, slots=True)
class Cost:
    """Numbers that are learnt or could be, and multiply-adds per sample."""

    params: int = 0
    macs: int = 0


class Builder(Protocol):
    """Puts layers into the network, one after the other, for what is made of smaller ones.

    All of them stand where the container was written. It can look at the shape of each value.
    """

    def layers(self, body: Body, value: Value) -> Value:
        """The layers of a body, one after the other, in the scope that is open."""

    def rounds(
        self, body: Body, value: Value, variables: Sequence[Mapping[str, Any]], *, shared: bool
    ) -> Value:
        """The layers of a body once for each set of variables; `shared` with one set of weights."""

    def add(self, layer: "Layer | Held", value: Value) -> Value:
        """One layer in the scope that is open."""

    def changed(self, layer: "Layer", **fields: Hashable) -> "Layer":
        """The layer with these fields instead; one object where it is asked for again."""

    def merge(self, layer: "Layer", values: Sequence[Value], labels: Sequence[str] = ()) -> Value:
        """A layer that makes one value of several and is no module; a word for each of them."""

    def scope(
        self,
        name: str | None,
        kind: str,
        value: Value,
        build: Callable[[Value], Value],
        *,
        share: str | None = None,
        clash: Problem | None = None,
    ) -> Value:
        """A module around what `build` makes of the value.

        Args:
            name: its name, or None for its index in the scope around.
            kind: the word for it in tables and pictures.
            value: what it takes.
            build: puts its layers in.
            share: the name of the scope whose weights its layers use.
            clash: what to say where the name is another's, of a scope that was not written in the
                list and so takes no index there.
        """

    def path(self, name: str, kind: str, body: Body, value: Value) -> Value:
        """The layers of a body under a name: that of its only layer, or of a module around them."""

    def mark(self) -> int:
        """How many layers there are so far."""

    def first_norm(self, since: int) -> "Layer | Held | None":
        """The first normalisation added since a mark, to be added once more."""

    def leave_out(self, layer: "Layer") -> None:
        """Counts a merge that is not there among those of its word, so that others keep theirs."""


class Layer(BaseModel):
    """A kind of layer. A class below it is either abstract or final.

    Class attributes:
        kind: the word for it in a file; a class without one is abstract.
        main: the field that `kind: value` sets.
        family: the heading it stands under in lists.
        role: `norm` or `act` where a composite layer may name it; else empty.
        symbol: the sign that stands for it in pictures instead of a box; else empty.
        variables: the fields that name a parameter for the layers inside.
        linear_map: whether it weighs and adds up its input, and does nothing else.
        centres: whether it takes the mean of each channel away.
        never_negative: whether nothing that it gives is below zero.
        bounded: whether all that it gives lies between two small numbers.
        gives: `probabilities` or `log-probabilities` where it gives these; else empty.
        any_size: what to write instead where it would need a size that the file leaves open.
        takes_nothing: whether what it gives depends on no value.
        copies: whether torch makes another tensor of its input even where it passes that on.
        takes: whether its inputs must be real numbers, or whole ones, or may be any.
        keeps_whole: whether whole numbers that it takes are whole in what it gives; it takes any.
        lends_size: whether its second input, if it has one, counts by its size alone.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, populate_by_name=True, defer_build=True
    )

    kind: ClassVar[str] = ""
    main: ClassVar[str | None] = None
    family: ClassVar[str] = ""
    role: ClassVar[str] = ""
    symbol: ClassVar[str] = ""
    variables: ClassVar[tuple[str, ...]] = ()
    linear_map: ClassVar[bool] = False
    centres: ClassVar[bool] = False
    never_negative: ClassVar[bool] = False
    bounded: ClassVar[bool] = False
    gives: ClassVar[str] = ""
    any_size: ClassVar[str] = ""
    takes_nothing: ClassVar[bool] = False
    copies: ClassVar[bool] = False
    takes: ClassVar[Takes] = "real"
    keeps_whole: ClassVar[bool] = False
    lends_size: ClassVar[bool] = False

    name: Name | None = Field(None, description="Its name in the module; otherwise its index.")
    from_: Reference | None = Field(
        None, alias="from", description="The layer whose output it takes, instead of the one above."
    )
    when: bool = Field(True, description="Whether it is there, as an expression may say.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """The shape it gives for the shapes it takes, or why it cannot."""
        raise NotImplementedError

    def regardless(self) -> Shape | None:
        """The shape that it gives whatever it takes; None where that depends on it.

        Behind a mistake, by which it is not known what a layer takes, a file is checked further
        from here.
        """
        found = self.infer(()) if self.takes_nothing else None
        return found if isinstance(found, Shape) else None

    def counting(self, axis: int) -> Mapping[str, Hashable]:  # noqa: ARG002  most have no say
        """Fields with which the same numbers count channels along that axis; none where it cannot.

        Args:
            axis: of what it gives, from 0 and without the batch.
        """
        return {}

    def takes_at(self, place: int) -> Takes:  # noqa: ARG002  most take the same everywhere
        """What it can take as the input of that place; 0 is the value above."""
        return "any" if self.keeps_whole else self.takes

    def numbers(self, given: Sequence[Numbers], shapes: Shapes) -> Numbers:  # noqa: ARG002
        """What the numbers that it gives are, of those that it takes."""
        return joined(given) if self.keeps_whole else REAL

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:  # noqa: ARG002
        """The shape of every parameter, by its name in torch's module."""
        return {}

    def macs(self, shapes: Shapes, output: Shape) -> int:  # noqa: ARG002
        """Multiply-adds per sample; 0 but for convolutions, linear layers and attention."""
        return 0

    def window(self, shapes: Shapes) -> Window | None:  # noqa: ARG002
        """What one position of the output sees; None where that is the same position."""
        return None

    def lower(self, shapes: Shapes) -> Call:
        """The call that makes it, as data."""
        raise NotImplementedError

    def initial(self) -> Mapping[str, Function]:
        """The function that fills a parameter, by its name, where it does not begin torch's way."""
        return {}

    @property
    def frozen(self) -> bool:
        """Whether training leaves its parameters as they are."""
        return False

    @property
    def penalty(self) -> tuple[float, float] | None:
        """The factors on the sums of its absolute and of its squared weights, if it has its own."""
        return None

    @property
    def weight_made_by(self) -> str:
        """The word for how its weight is made of others; empty where it is learnt itself."""
        return ""

    @property
    def needs_data(self) -> bool:
        """Whether its weights begin by what the first batch looks like."""
        return False

    def references(self) -> tuple[tuple[str, str], ...]:
        """The names of further inputs, each with the field that holds it."""
        return ()

    @property
    def in_series(self) -> bool:
        """Whether its fields depend on its place among all layers of its kind."""
        return False

    def at_place(self, index: int, count: int) -> "Layer":  # noqa: ARG002
        """What it is as the layer number `index`, from 0, of `count` in series."""
        return self

    def build(self, builder: Builder, value: Value) -> Value:
        """What it makes of a value; a container puts smaller layers in."""
        return builder.add(self, value)

    def is_one(self) -> bool:
        """Whether it is exactly one layer, or one module, that can take any name."""
        return True

    def unfit(self) -> "Problem | None":
        """Why its fields do not go together, if they do not."""
        return None

    def keeps_averages(self) -> bool:
        """Whether it keeps running averages of what it takes, and uses them in evaluation."""
        return False

    def buffers(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """The shape of each tensor that its module keeps and no training learns, by its name.

        Of what makes a weight of others, its own are not among them.
        """
        if not self.keeps_averages():
            return {}
        channels = (shapes[0].channels,)
        return {"running_mean": channels, "running_var": channels, "num_batches_tracked": ()}

    def has_state(self, shapes: Shapes) -> bool:
        """Whether its module holds tensors of its own, learnt or not."""
        return bool(self.parameters(shapes) or self.buffers(shapes))

    def averaged_values(self, shapes: Shapes) -> int | None:  # noqa: ARG002  for those that do
        """How many values of one sample are in each mean that it takes over a batch in training.

        None where it takes none, or where a size is open.
        """
        return None

    def passes_on(self, *, training: bool) -> str:  # noqa: ARG002  most layers work in both modes
        """Why it gives just what it takes, of whatever size that is; empty where it may not.

        Args:
            training: whether that must hold in training too.
        """
        return ""

    @property
    def looks_up(self) -> int | None:
        """How many whole numbers from 0 it takes, if it looks something up for each."""
        return None

    def takes_largest(self) -> bool:
        """Whether each number that it gives is the largest of some that it takes."""
        return False

    def keeps_largest(self) -> Kept:
        """What stays the same where the largest of some numbers is taken before it, not after.

        Values do if, as computed, a larger number never becomes a smaller one, wherever in a tensor
        it stands; gradients as well if unequal numbers become equal only where the slope is 0.
        `tests/passes/test_order.py` measures both.
        """
        return ""

    def cost(self, shapes: Shapes, output: Shape) -> Cost:
        """Parameters and multiply-adds."""
        params = sum(prod(shape) for shape in self.parameters(shapes).values())
        return Cost(params, self.macs(shapes, output))

    def written(self, *fields: str) -> dict[str, Any]:
        """These fields, where they differ from their defaults."""
        defaults = type(self).model_fields
        values = {name: getattr(self, name) for name in fields}
        return {name: value for name, value in values.items() if value != defaults[name].default}
