"""A learnt scale and shift of each channel."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Problem
from archspec.kind import Module, Shapes, Takes, Weighted
from archspec.kind.fields import Number
from archspec.kind.lowering import unlike_default
from archspec.shapes import Shape


class Affine(Weighted):
    """x · weight + bias, with learnt numbers for each channel: a normalisation without statistics.

    Source: ResMLP (Touvron et al. 2021, arXiv:2105.03404).
    """

    kind: ClassVar[str] = "affine"
    main: ClassVar[str | None] = "value"
    family: ClassVar[str] = "normalisation"
    takes: ClassVar[Takes] = "any"

    value: Number = Field(1.0, description="The factor at the beginning.")
    bias: bool = Field(True, description="Whether it learns the shift.")

    def infer(self, shapes: Shapes) -> Shape | Problem:
        """Any shape, unchanged."""
        return shapes[0]

    def parameters(self, shapes: Shapes) -> Mapping[str, tuple[int, ...]]:
        """`weight` and `bias`, one number per channel each."""
        size = (shapes[0].channels,)
        return {"weight": size, "bias": size} if self.bias else {"weight": size}

    def lower(self, shapes: Shapes) -> Module:
        """The class of archspec.nn, with an axis of 1 for each axis behind the channels."""
        shape = shapes[0]
        options = {
            "value": (self.value, 1.0),
            "bias": (self.bias, True),
            "behind": (shape.behind, 0),
        }
        return Module("archspec.nn.Affine", {"channels": shape.channels} | unlike_default(options))
