"""The optimisers of torch.optim that few recipes have."""

from typing import ClassVar

from pydantic import Field

from archspec.recipe.optimizers import BETAS, DECAY, EPS, LR, Betas, Fraction, Optimizer, Rate


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
