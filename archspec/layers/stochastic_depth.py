"""Dropping the body of a residual as a whole."""

from typing import ClassVar, Literal

from pydantic import Field

from archspec.kind import Layer, Module, Shapes
from archspec.kind.elementwise import SameShape
from archspec.kind.fields import Probability


class StochasticDepth(SameShape):
    """Sets a whole sample to zero at random in training, and scales up the rest.

    At the end of a residual's body it skips the body for that sample. `decay: linear` spreads the
    rates over the network: 0 for its first such layer, `p` for the last, and even steps between
    (Huang et al. 2016, arXiv:1603.09382).
    """

    kind: ClassVar[str] = "stochastic_depth"
    main: ClassVar[str | None] = "p"
    family: ClassVar[str] = "regularisation"

    p: Probability = Field(description="Probability of dropping.")
    mode: Literal["row", "batch"] = Field(
        "row", description="Drop single samples of a batch, or all of them together."
    )
    decay: Literal["none", "linear"] = Field(
        "none", description="The same rate everywhere, or from 0 to `p` along the network."
    )

    @property
    def in_series(self) -> bool:
        """Where its rate depends on its place."""
        return self.decay == "linear"

    def at_place(self, index: int, count: int) -> Layer:
        """The layer with the rate of its place."""
        rate = self.p * index / (count - 1) if count > 1 else self.p
        return self.model_copy(update={"p": rate})

    def passes_on(self, *, training: bool) -> str:
        """Where it drops nothing: in evaluation, or by its rate."""
        if self.p == 0:
            return f"`{self.kind}` at a rate of 0 drops nothing"
        return "" if training else f"`{self.kind}` drops nothing in evaluation"

    def lower(self, shapes: Shapes) -> Module:  # noqa: ARG002  it is the same for every shape
        """The stochastic depth of torchvision."""
        return Module("torchvision.ops.StochasticDepth", {"p": self.p, "mode": self.mode})
