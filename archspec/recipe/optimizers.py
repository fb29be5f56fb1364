"""The usual optimisers of torch.optim, with its names and defaults."""

from typing import Annotated, ClassVar

from pydantic import Field

from archspec.kind import Function
from archspec.kind.choice import Choice

Rate = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Fraction = Annotated[float, Field(ge=0, lt=1)]
Betas = tuple[Fraction, Fraction]

LR = "Learning rate: how far one step goes along the gradient."
DECAY = "Pulls every weight towards zero; under plain SGD it equals twice `regularize: {l2: ...}`."
BETAS = "Decay of the running means of the gradient and of its square."
EPS = "Added to the denominator so that it is never zero."


class Optimizer(Choice):
    """A rule that turns gradients into steps. Fields and defaults are torch's.

    Attributes:
        target: torch's class for it, by its path.
    """

    target: ClassVar[str]

    lr: Rate = Field(0.001, description=LR)

    @property
    def states(self) -> int:
        """How many numbers it keeps for each weight, from the first step on."""
        return 2

    def lower(self) -> Function:
        """Torch's optimiser, to be called with the parameters."""
        return Function(self.target, self.model_dump())


class Sgd(Optimizer):
    """Stochastic gradient descent, with momentum on request."""

    kind: ClassVar[str] = "sgd"
    target: ClassVar[str] = "torch.optim.SGD"
    momentum: Rate = Field(0.0, description="How much of the last step is carried into this one.")
    dampening: float = Field(0.0, description="How much less of the gradient enters the momentum.")
    weight_decay: Rate = Field(0.0, description=DECAY)
    nesterov: bool = Field(False, description="Look ahead along the momentum (needs momentum).")

    @property
    def states(self) -> int:
        """The last step, with momentum."""
        return int(self.momentum > 0)


class Adam(Optimizer):
    """Adam: a step per weight, scaled by running means of its gradient (Kingma and Ba 2015)."""

    kind: ClassVar[str] = "adam"
    target: ClassVar[str] = "torch.optim.Adam"
    betas: Betas = Field((0.9, 0.999), description=BETAS)
    eps: Rate = Field(1e-8, description=EPS)
    weight_decay: Rate = Field(0.0, description=DECAY)
    amsgrad: bool = Field(False, description="Divide by the largest running mean seen so far.")

    @property
    def states(self) -> int:
        """Two running means, and the largest of one with `amsgrad`."""
        return 2 + self.amsgrad


class AdamW(Adam):
    """Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019)."""

    kind: ClassVar[str] = "adamw"
    target: ClassVar[str] = "torch.optim.AdamW"
    weight_decay: Rate = Field(0.01, description="Shrinks every weight by lr × this at each step.")
