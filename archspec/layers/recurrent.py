"""Recurrent networks over tokens."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind import Module, Shapes, Weighted, Window
from archspec.kind.fields import Expects, Probability, Width
from archspec.kind.lowering import unlike_default
from archspec.kind.tokens import not_a_sequence
from archspec.shapes import Shape

MOST_LAYERS: Final = 1000
"""Each has weights of its own, so that a number in a file is as many tensors."""


class Recurrent(Weighted):
    """Reads tokens one after the other, and hands what it knows on from each to the next.

    Class attributes:
        target: the class of archspec.nn.
        gates: how many linear maps of the token and the state there are in a step.
    """

    main: ClassVar[str | None] = "width"
    family: ClassVar[str] = "attention"
    target: ClassVar[str]
    gates: ClassVar[int] = 1

    width: Width = Field(description="Channels of the state, in each direction.")
    layers: Annotated[
        int, Field(ge=1, le=MOST_LAYERS), Expects("a whole number from 1 to 1000")
    ] = Field(1, description="How many, each over what the one below gives; up to 1,000.")
    bidirectional: bool = Field(
        False, description="Whether it reads from the end as well, which doubles the channels."
    )
    bias: bool = Field(True, description="Whether each step adds numbers of its own.")
    dropout: Probability = Field(0.0, description="Probability of dropping between the layers.")
    output: Literal["all", "last"] = Field(
        "all", description="Give the state after every token, or after the last one."
    )

    def unfit(self) -> Problem | None:
        """Dropout between layers of which there is one."""
        if not self.dropout or self.layers > 1:
            return None
        message = f"`dropout` of `{self.kind}` stands between its layers, and there is one"
        fix = Fix(f"drop after it, with a layer `dropout: {self.dropout:g}`")
        return Problem("A407", message, ("dropout",), fixes=(fix,))

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """T×C to T×width, or to (width); twice the width in both directions."""
        shape, width = shapes[0], self.width * self._directions
        if found := not_a_sequence(self.kind, shape):
            return found
        return Shape((width,)) if self.output == "last" else shape.with_channels(width)

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """For each layer and direction: of the token, of the state, and a bias of each.

        `weight_ih_l0` (gates · width, C), `weight_hh_l0` (gates · width, width), `bias_ih_l0`,
        `bias_hh_l0` (gates · width), with `_reverse` behind those of the other direction.
        """
        rows = self.gates * self.width
        found: dict[str, tuple[int, ...]] = {}
        for layer, channels in enumerate(self._taken(shapes[0])):
            for end in ("", "_reverse")[: self._directions]:
                place = f"l{layer}{end}"
                found[f"weight_ih_{place}"] = (rows, channels)
                found[f"weight_hh_{place}"] = (rows, self.width)
                if self.bias:
                    found |= {f"bias_{of}_{place}": (rows,) for of in ("ih", "hh")}
        return found

    def macs(self, shapes: Shapes, output: Shape) -> int:  # noqa: ARG002  it is that of the input
        """Every weight once for each token."""
        rows = self.gates * self.width * self._directions
        inner = sum(channels + self.width for channels in self._taken(shapes[0]))
        return shapes[0].dims[0] * rows * inner

    def window(self, shapes: Shapes) -> Window:  # noqa: ARG002  it is the same for every shape
        """Every token."""
        return Window(whole=True)

    def lower(self, shapes: Shapes) -> Module:
        """The class of torch with the batch first, of which one value is taken."""
        options: dict[str, tuple[object, object]] = {
            "num_layers": (self.layers, 1),
            "bias": (self.bias, True),
            "dropout": (self.dropout, 0.0),
            "bidirectional": (self.bidirectional, False),
            "last": (self.output == "last", False),
        }
        sizes = {"input_size": shapes[0].channels, "hidden_size": self.width}
        return Module(self.target, sizes | unlike_default({**options, **self.options()}))

    def options(self) -> Mapping[str, tuple[object, object]]:
        """Further arguments of the class, each with its default."""
        return {}

    @property
    def _directions(self) -> int:
        return 2 if self.bidirectional else 1

    def _taken(self, shape: Shape) -> tuple[int, ...]:
        """The channels that each layer takes."""
        return (shape.channels, *(self.width * self._directions for _ in range(self.layers - 1)))


class LSTM(Recurrent):
    """Long short-term memory over tokens (Hochreiter and Schmidhuber 1997), as torch has it.

    `output: last` gives one vector: the state after the last token, beside that after the first
    where it reads in both directions.
    """

    kind: ClassVar[str] = "lstm"
    target: ClassVar[str] = "archspec.nn.LSTM"
    gates: ClassVar[int] = 4


class GRU(Recurrent):
    """Gated recurrent units over tokens (Cho et al. 2014, arXiv:1406.1078), as torch has them.

    `output: last` gives one vector: the state after the last token, beside that after the first
    where it reads in both directions.
    """

    kind: ClassVar[str] = "gru"
    target: ClassVar[str] = "archspec.nn.GRU"
    gates: ClassVar[int] = 3


class RNN(Recurrent):
    """A recurrent network over tokens whose state is one activation (Elman 1990).

    `output: last` gives one vector: the state after the last token, beside that after the first
    where it reads in both directions.
    """

    kind: ClassVar[str] = "rnn"
    target: ClassVar[str] = "archspec.nn.RNN"

    nonlinearity: Literal["tanh", "relu"] = Field("tanh", description="The activation of a step.")

    def options(self) -> Mapping[str, tuple[object, object]]:
        """The activation."""
        return {"nonlinearity": (self.nonlinearity, "tanh")}
