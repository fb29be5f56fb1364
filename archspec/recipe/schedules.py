"""How the learning rate changes while training: torch's schedulers, with its names and defaults."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from archspec.kind import Function
from archspec.kind.choice import Choice, OneOf
from archspec.kind.fields import MAX_SIZE
from archspec.recipe.metrics import better
from archspec.recipe.numbers import Count
from archspec.recipe.optimizers import Rate

Patience = Annotated[int, Field(ge=0, le=MAX_SIZE)]

GAMMA = "The learning rate is multiplied by this."


class Schedule(Choice):
    """A rule for the learning rate.

    Attributes:
        target: torch's class for it, by its path.
        advances: after each epoch, or after each step of the optimiser.
        whole: the field that means all epochs where it is not written.
    """

    target: ClassVar[str]
    advances: ClassVar[Literal["epoch", "step"]] = "epoch"
    whole: ClassVar[str] = ""

    @property
    def of_training(self) -> bool:
        """Whether it waits for the loss of training, whatever is watched."""
        return False

    def lower(self, epochs: int, steps: int, watch: str) -> Function:  # noqa: ARG002  some need it
        """Torch's scheduler, to be called with the optimiser.

        Args:
            epochs: how many the training has.
            steps: how many steps an epoch has.
            watch: the figure that is watched.
        """
        fields = self.model_dump()
        if self.whole and fields[self.whole] is None:
            fields[self.whole] = epochs
        return Function(self.target, fields)


class Plateau(Schedule):
    """Lower the learning rate when the watched figure stops improving (ReduceLROnPlateau)."""

    kind: ClassVar[str] = "plateau"
    target: ClassVar[str] = "torch.optim.lr_scheduler.ReduceLROnPlateau"
    factor: Annotated[float, Field(gt=0, lt=1)] = Field(0.1, description=GAMMA)
    patience: Patience = Field(10, description="Epochs without improvement that are let pass.")
    threshold: Rate = Field(1e-4, description="What counts as an improvement.")
    threshold_mode: Literal["rel", "abs"] = Field(
        "rel", description="Whether the threshold is a part of the best figure or a difference."
    )
    cooldown: Patience = Field(0, description="Epochs to wait after lowering.")
    min_lr: Rate = Field(0.0, description="The learning rate never falls below this.")
    eps: Rate = Field(1e-8, description="Changes smaller than this are not made.")
    of: Literal["watched", "train_loss"] = Field(
        "watched", description="What it waits for: the watched figure, or the loss of training."
    )

    @property
    def of_training(self) -> bool:
        """Whether `of` says so."""
        return self.of == "train_loss"

    def lower(self, epochs: int, steps: int, watch: str) -> Function:
        """The scheduler, which is told whether more of the figure is better."""
        call = super().lower(epochs, steps, watch)
        fields = {name: value for name, value in call.args.items() if name != "of"}
        mode = "min" if self.of_training else better(watch)
        return Function(call.target, {**fields, "mode": mode})


class StepDecay(Schedule):
    """Multiply the learning rate by `gamma` every `step_size` epochs (StepLR)."""

    kind: ClassVar[str] = "step"
    target: ClassVar[str] = "torch.optim.lr_scheduler.StepLR"
    step_size: Count = Field(description="Epochs between two changes.")
    gamma: Rate = Field(0.1, description=GAMMA)


class MultiStep(Schedule):
    """Multiply the learning rate by `gamma` after each of the listed epochs (MultiStepLR)."""

    kind: ClassVar[str] = "multistep"
    target: ClassVar[str] = "torch.optim.lr_scheduler.MultiStepLR"
    milestones: Annotated[tuple[Count, ...], Field(min_length=1)] = Field(
        description="The epochs after which the learning rate changes."
    )
    gamma: Rate = Field(0.1, description=GAMMA)


class Exponential(Schedule):
    """Multiply the learning rate by `gamma` after every epoch (ExponentialLR)."""

    kind: ClassVar[str] = "exponential"
    target: ClassVar[str] = "torch.optim.lr_scheduler.ExponentialLR"
    gamma: Rate = Field(description=GAMMA)


class Cosine(Schedule):
    """Half a cosine down (CosineAnnealingLR; Loshchilov and Hutter 2017)."""

    kind: ClassVar[str] = "cosine"
    whole: ClassVar[str] = "T_max"
    target: ClassVar[str] = "torch.optim.lr_scheduler.CosineAnnealingLR"
    T_max: Count | None = Field(None, description="Epochs of the fall; all of them by default.")
    eta_min: Rate = Field(0.0, description="The learning rate at the end.")


class WarmRestarts(Schedule):
    """A cosine that starts anew every `T_0` epochs (CosineAnnealingWarmRestarts)."""

    kind: ClassVar[str] = "warm_restarts"
    target: ClassVar[str] = "torch.optim.lr_scheduler.CosineAnnealingWarmRestarts"
    T_0: Count = Field(description="Epochs until the first restart.")
    T_mult: Count = Field(1, description="Each round is this many times longer than the last.")
    eta_min: Rate = Field(0.0, description="The learning rate at the end of a round.")


class Linear(Schedule):
    """Let the learning rate's factor move in a straight line, as for a warm-up (LinearLR)."""

    kind: ClassVar[str] = "linear"
    target: ClassVar[str] = "torch.optim.lr_scheduler.LinearLR"
    start_factor: Annotated[float, Field(gt=0, le=1)] = Field(
        1 / 3, description="The factor in the first epoch."
    )
    end_factor: Annotated[float, Field(ge=0, le=1)] = Field(1.0, description="The factor at last.")
    total_iters: Count = Field(5, description="Epochs of the change.")


class Polynomial(Schedule):
    """Let the learning rate fall to zero along a power of the time left (PolynomialLR)."""

    kind: ClassVar[str] = "polynomial"
    whole: ClassVar[str] = "total_iters"
    target: ClassVar[str] = "torch.optim.lr_scheduler.PolynomialLR"
    total_iters: Count | None = Field(None, description="Epochs; all of them by default.")
    power: Rate = Field(1.0, description="The power; 1 is a straight line.")


class OneCycle(Schedule):
    """Up and down once, changing after every step (OneCycleLR; Smith and Topin 2018)."""

    kind: ClassVar[str] = "onecycle"
    target: ClassVar[str] = "torch.optim.lr_scheduler.OneCycleLR"
    advances: ClassVar[Literal["epoch", "step"]] = "step"
    max_lr: Rate = Field(description="The learning rate at the top.")
    pct_start: Annotated[float, Field(ge=0, le=1)] = Field(
        0.3, description="The part of the training that rises."
    )
    anneal_strategy: Literal["cos", "linear"] = Field("cos", description="The form of the fall.")
    cycle_momentum: bool = Field(True, description="Let the momentum move against the rate.")
    base_momentum: Rate = Field(0.85, description="The momentum at the top.")
    max_momentum: Rate = Field(0.95, description="The momentum at both ends.")
    div_factor: Annotated[float, Field(gt=0)] = Field(25.0, description="max_lr / the first rate.")
    final_div_factor: Annotated[float, Field(gt=0)] = Field(
        1e4, description="The first rate / the last."
    )
    three_phase: bool = Field(False, description="Add a last phase that falls from the first rate.")

    def lower(self, epochs: int, steps: int, watch: str) -> Function:
        """The scheduler, which is told how long it has."""
        call = super().lower(epochs, steps, watch)
        return Function(call.target, {**call.args, "total_steps": epochs * steps})


# fmt: off
KINDS = (
    Plateau, StepDecay, MultiStep, Exponential, Cosine, WarmRestarts, Linear, Polynomial, OneCycle,
)
# fmt: on
SCHEDULES = OneOf(KINDS)
