"""Layers with a `weight`, which may be made of other weights."""

from math import prod
from typing import ClassVar

from pydantic import Field

from archspec.diagnostics import Fix, Problem
from archspec.kind.layer import Shapes
from archspec.kind.lowering import Module
from archspec.kind.weight_field import Parameters, Weight
from archspec.kind.weighted import Weighted


class Reweighted(Weighted):
    """A layer whose weight is learnt as it is, or is made of what is learnt in its place.

    Class attributes:
        standardizes: whether archspec.nn has its module with a standardised weight.
    """

    standardizes: ClassVar[bool] = False

    weight: Weight | None = Field(
        None, description="What its weight is made of; it is learnt itself if absent."
    )

    def plain(self, shapes: Shapes) -> Parameters:
        """The shape of every parameter where the weight is learnt itself."""
        raise NotImplementedError

    def parameters(self, shapes: Shapes) -> Parameters:
        """The shape of every parameter, by its name in torch's module."""
        plain = self.plain(shapes)
        return plain if self.weight is None else self.weight.learnt(plain)

    def filled(self, shapes: Shapes) -> Parameters:
        """Those that it begins with, among them `weight`."""
        plain = self.plain(shapes)
        return plain if self.weight is None else self.weight.filled(plain)

    @property
    def asks_of_weights(self) -> bool:
        """Whether something in it could not fit its parameters."""
        return self.weight is not None or super().asks_of_weights

    @property
    def weight_made_by(self) -> str:
        """The word in `weight`."""
        return self.weight.kind if self.weight is not None else ""

    @property
    def _standardized(self) -> bool:
        return self.weight is not None and self.weight.standardizes

    def reweighted(self, module: Module) -> Module:
        """The module with its weight made as it says."""
        return module if self.weight is None else self.weight.lower(module)

    def unfit(self) -> Problem | None:
        """A weight that is standardised, of a kind of which none can be."""
        if self._standardized and not self.standardizes:
            message = f"the weight of `{self.kind}` cannot be standardised"
            note = (
                "each output of a `conv` or a `linear` weighs what it takes by numbers of its own"
            )
            return Problem("A213", message, ("weight",), notes=(note,))
        return super().unfit()

    def wrong_init(self, shapes: Shapes) -> Problem | None:
        """Why `init` or `weight` does not fit the parameters, if it does not."""
        return self._wrong_weight(shapes) or super().wrong_init(shapes)

    def _wrong_weight(self, shapes: Shapes) -> Problem | None:
        outputs, *others = self.plain(shapes)["weight"]
        axes = 1 + len(others)
        if self._standardized and prod(others) == 1:
            message = "each output weighs one number alone, which has no deviation"
            note = f"{outputs} outputs, and a weight of 1 for each"
            return Problem("A407", message, ("weight",), notes=(note,))
        if self.weight is not None and axes < self.weight.axes():
            message = f"`dim` counts axes from 0, and the weight has {axes} axes"
            return Problem("A407", message, ("weight", self.weight.kind, "dim"))
        if self.weight is not None and self.needs_data:
            message = f"`lsuv` scales the weight, which `{self.weight.kind}` makes of others"
            fix = Fix("let it begin by `orthogonal`", {"init": "orthogonal"})
            return Problem("A410", message, ("init",), fixes=(fix,))
        return self._zero_weight()

    def _zero_weight(self) -> Problem | None:
        """A410 where the weight begins as zeros and is divided by its length, which gives NaN."""
        init = (self.init or {}).get("weight")
        if self.weight is None or not self.weight.divides or init is None or not init.only_zeros:
            return None
        message = f"`{self.weight.kind}` divides the weight by its length, which would be 0"
        fixes = (
            Fix("leave `init` out, or let it be small: `init: {normal: {std: 0.01}}`"),
            Fix("or, to begin with nothing, leave `weight` out"),
        )
        return Problem("A410", message, ("init",), fixes=fixes)
