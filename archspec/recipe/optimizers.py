"""The optimisers of torch.optim, with its names and defaults."""

from typing import Annotated, ClassVar

from pydantic import Field

from archspec.kind import Function
from archspec.kind.choice import Choice, OneOf

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


class NAdam(Optimizer):
    """Adam with Nesterov's momentum (Dozat 2016)."""

    kind: ClassVar[str] = "nadam"
    target: ClassVar[str] = "torch.optim.NAdam"
    lr: Rate = Field(0.002, description=LR)
    betas: Betas = Field((0.9, 0.999), description=BETAS)
    eps: Rate = Field(1e-8, description=EPS)
    weight_decay: Rate = Field(0.0, description=DECAY)
    momentum_decay: Rate = Field(0.004, description="How fast the momentum approaches `betas[0]`.")


class RAdam(Optimizer):
    """Adam whose first steps are rectified while its means are young (Liu et al. 2020)."""

    kind: ClassVar[str] = "radam"
    target: ClassVar[str] = "torch.optim.RAdam"
    betas: Betas = Field((0.9, 0.999), description=BETAS)
    eps: Rate = Field(1e-8, description=EPS)
    weight_decay: Rate = Field(0.0, description=DECAY)


class RmsProp(Optimizer):
    """Steps divided by a running root mean square of the gradient (Hinton's lectures)."""

    kind: ClassVar[str] = "rmsprop"
    target: ClassVar[str] = "torch.optim.RMSprop"
    lr: Rate = Field(0.01, description=LR)
    alpha: Fraction = Field(0.99, description="Decay of the running mean of squares.")
    eps: Rate = Field(1e-8, description=EPS)
    weight_decay: Rate = Field(0.0, description=DECAY)
    momentum: Rate = Field(0.0, description="How much of the last step is carried into this one.")
    centered: bool = Field(False, description="Divide by the deviation instead of the mean square.")

    @property
    def states(self) -> int:
        """A running mean of squares; one of gradients where centred, and the last step."""
        return 1 + self.centered + (self.momentum > 0)


class Adagrad(Optimizer):
    """Steps divided by the root of all squares so far (Duchi et al. 2011)."""

    kind: ClassVar[str] = "adagrad"
    target: ClassVar[str] = "torch.optim.Adagrad"
    lr: Rate = Field(0.01, description=LR)
    lr_decay: Rate = Field(0.0, description="How fast the learning rate falls with the steps.")
    weight_decay: Rate = Field(0.0, description=DECAY)
    initial_accumulator_value: Rate = Field(0.0, description="Where the sum of squares begins.")
    eps: Rate = Field(1e-10, description=EPS)

    @property
    def states(self) -> int:
        """The sum of squares."""
        return 1


class Adadelta(Optimizer):
    """Steps scaled by a running mean of earlier steps (Zeiler 2012)."""

    kind: ClassVar[str] = "adadelta"
    target: ClassVar[str] = "torch.optim.Adadelta"
    lr: Rate = Field(1.0, description=LR)
    rho: Fraction = Field(0.9, description="Decay of the running means of squares.")
    eps: Rate = Field(1e-6, description=EPS)
    weight_decay: Rate = Field(0.0, description=DECAY)


class Adamax(Optimizer):
    """Adam with the largest recent gradient as its scale (Kingma and Ba 2015)."""

    kind: ClassVar[str] = "adamax"
    target: ClassVar[str] = "torch.optim.Adamax"
    lr: Rate = Field(0.002, description=LR)
    betas: Betas = Field((0.9, 0.999), description=BETAS)
    eps: Rate = Field(1e-8, description=EPS)
    weight_decay: Rate = Field(0.0, description=DECAY)


OPTIMIZERS = OneOf((Sgd, Adam, AdamW, NAdam, RAdam, RmsProp, Adagrad, Adadelta, Adamax))
AnyOptimizer = Annotated[Optimizer, OPTIMIZERS]
