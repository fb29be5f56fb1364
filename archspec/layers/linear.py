"""A fully connected layer."""

from collections.abc import Mapping
from math import prod
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind import Module, Shapes, Weighted, Window
from archspec.kind.fields import Width
from archspec.kind.lowering import unlike_default
from archspec.shapes import Shape


class Linear(Weighted):
    """A fully connected layer: each unit weighs every feature of its input.

    The number of features is found from the input. Where channels come last, it acts on each
    position by itself.
    """

    kind: ClassVar[str] = "linear"
    main: ClassVar[str | None] = "width"
    family: ClassVar[str] = "linear"

    width: Width = Field(description="Units, the features of its output.")
    bias: bool = Field(True, description="Whether to add a number per unit.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """(features) to (width); with channels last, positions × features to positions × width."""
        shape = shapes[0]
        return shape.with_channels(self.width) if shape.channels_last else self._not_a_vector(shape)

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """`weight` (width, features) and `bias` (width)."""
        weight = (self.width, shapes[0].channels)
        return {"weight": weight, "bias": (self.width,)} if self.bias else {"weight": weight}

    def macs(self, shapes: Shapes, output: Shape) -> int:
        """features × width at every position."""
        return shapes[0].channels * output.elements

    def window(self, shapes: Shapes) -> Window | None:
        """A vector's units see everything that led to it."""
        return Window(whole=True) if shapes[0].spatial == 0 else None

    def lower(self, shapes: Shapes) -> Module:
        """torch's linear layer."""
        args = {"in_features": shapes[0].channels, "out_features": self.width}
        return Module("torch.nn.Linear", args | unlike_default({"bias": (self.bias, True)}))

    def _not_a_vector(self, shape: Shape) -> Problem:
        def offer(words: str, features: int, kind: str) -> Fix:
            params = features * self.width + (self.width if self.bias else 0)
            text = f"{words}: {features:,} features, {params:,} parameters here"
            return Fix(text, before=(kind,))

        return Problem(
            "A402",
            f"`linear` needs a vector, but it receives {shape.describe()}",
            label=f"needs (features), receives {shape}",
            fixes=(
                offer("keep every position", prod(shape.dims), "flatten"),
                offer("or average each channel", shape.channels, "global_avgpool"),
            ),
        )
