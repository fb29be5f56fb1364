"""Fully connected layers."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind import Module, Reweighted, Shapes, Window
from archspec.kind.fields import Probability, Width
from archspec.kind.lowering import unlike_default
from archspec.shapes import Shape


class FullyConnected(Reweighted):
    """Each unit weighs every feature of its input."""

    main: ClassVar[str | None] = "width"
    family: ClassVar[str] = "linear"
    linear_map: ClassVar[bool] = True
    any_size: ClassVar[str] = "average each channel: `global_avgpool` in place of `flatten`"

    width: Width = Field(description="Units, the features of its output.")
    bias: bool = Field(True, description="Whether to add a number per unit.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """(features) to (width); with channels last, positions × features to positions × width."""
        shape = shapes[0]
        return shape.with_channels(self.width) if shape.channels_last else self._not_a_vector(shape)

    def plain(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """`weight` (width, features) and `bias` (width)."""
        weight = (self.width, shapes[0].channels)
        return {"weight": weight, "bias": (self.width,)} if self.bias else {"weight": weight}

    def macs(self, shapes: Shapes, output: Shape) -> int:
        """As many as features × width, at every position."""
        return shapes[0].channels * output.elements

    def window(self, shapes: Shapes) -> Window | None:
        """A vector's units see everything that led to it."""
        return Window(whole=True) if shapes[0].spatial == 0 else None

    def _args(self, shape: Shape) -> dict[str, object]:
        args = {"in_features": shape.channels, "out_features": self.width}
        return args | unlike_default({"bias": (self.bias, True)})

    def _not_a_vector(self, shape: Shape) -> Problem:
        def offer(words: str, features: int, kind: str) -> Fix:
            params = features * self.width + (self.width if self.bias else 0)
            text = f"{words} by `{kind}`: {features:,} features, {params:,} parameters here"
            return Fix(text, before=(kind,))

        return Problem(
            "A402",
            f"`{self.kind}` needs a vector, but it receives {shape.describe()}",
            label=f"needs (features), receives {shape}",
            fixes=(
                offer("keep every position", shape.elements, "flatten"),
                offer("or average each channel", shape.channels, "global_avgpool"),
            ),
        )


class Linear(FullyConnected):
    """A fully connected layer: each unit weighs every feature of its input.

    The number of features is found from the input. Where channels come last, it acts on each
    position by itself.
    """

    kind: ClassVar[str] = "linear"
    standardizes: ClassVar[bool] = True

    def lower(self, shapes: Shapes) -> Module:
        """The linear layer of torch."""
        return self.reweighted(Module("torch.nn.Linear", self._args(shapes[0])))


class DropConnect(FullyConnected):
    """A fully connected layer that sets weights to zero at random in training.

    Each batch draws anew which weights are dropped; the rest are scaled up by 1/(1 − p), so that
    evaluation uses all of them as they are. The bias is not dropped (Wan et al. 2013,
    "Regularization of Neural Networks using DropConnect").
    """

    kind: ClassVar[str] = "drop_connect"

    p: Probability = Field(0.5, description="Probability of dropping a weight.")

    def lower(self, shapes: Shapes) -> Module:
        """A linear layer of archspec.nn that drops its weights."""
        args = self._args(shapes[0]) | {"p": self.p}
        return self.reweighted(Module("archspec.nn.DropConnect", args))
