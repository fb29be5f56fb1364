"""How the learning rate changes while training: the curves of torch's schedulers, as functions.

Fields and defaults are torch's. A rate follows from the moment alone, so that nothing of a schedule
has to be saved; only a plateau waits for what happens.
"""

from math import cos, pi
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from archspec.dataclass import dataclass
from archspec.kind import Function
from archspec.kind.choice import Choice, OneOf
from archspec.kind.fields import MAX_SIZE
from archspec.recipe.metrics import better
from archspec.recipe.numbers import Count
from archspec.recipe.optimizers import Rate

Patience = Annotated[int, Field(ge=0, le=MAX_SIZE)]

GAMMA = "The learning rate is multiplied by this."


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a schedule stands.

    Args:
        step: steps of the optimiser since it began.
        steps: how many it has.
        each: how many an epoch has.
    """

    step: int
    steps: int
    each: int

    @property
    def epoch(self) -> float:
        """Epochs since it began."""
        return self.step / self.each

    @property
    def epochs(self) -> float:
        """How many it has."""
        return self.steps / self.each


class Schedule(Choice):
    """A rule for the learning rate.

    Attributes:
        target: torch's class with the same curve, by its path.
    """

    target: ClassVar[str]

    @property
    def lasts(self) -> int | None:
        """How many epochs it lasts in a list; None where it has those that are left."""
        return None

    @property
    def by_step(self) -> bool:
        """Whether it changes the rate after each step, and not after each epoch."""
        return False

    @property
    def follows_length(self) -> bool:
        """Whether its curve depends on the number of epochs that it has."""
        return False

    def top(self, lr: float) -> float:
        """The rate that it starts from, where the optimiser has `lr`."""
        return lr

    def rate(self, lr: float, at: Moment) -> float:
        """The learning rate at a moment.

        Args:
            lr: what `top` gives.
            at: the moment.
        """
        raise NotImplementedError

    def momentum(self, at: Moment) -> float | None:  # noqa: ARG002  one needs it
        """The momentum at a moment; None where it stays the optimiser's own."""
        return None


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
        """Whether it waits for the loss of training, whatever is watched."""
        return self.of == "train_loss"

    def rate(self, lr: float, at: Moment) -> float:  # noqa: ARG002
        """The rate before anything was lowered."""
        return lr

    def lower(self, watch: str) -> Function:
        """Torch's scheduler, to be called with the optimiser; it knows which way is better."""
        fields = {name: value for name, value in self.model_dump().items() if name != "of"}
        mode = "min" if self.of_training else better(watch)
        return Function(self.target, {**fields, "mode": mode})


class Curve(Schedule):
    """A rule that follows from the time alone, and may be one of a list."""

    epochs: Count | None = Field(
        None,
        description="How many epochs it lasts, in a list; the last one has those that are left.",
    )

    @property
    def lasts(self) -> int | None:
        """As `epochs` says."""
        return self.epochs


class SmoothCurve(Curve):
    """A curve that may be followed after each step as well."""

    per: Literal["epoch", "step"] = Field(
        "epoch", description="Whether the rate changes after each epoch or after each step."
    )

    @property
    def by_step(self) -> bool:
        """As `per` says."""
        return self.per == "step"


class Constant(Curve):
    """Leave the learning rate as it is, as the first or the last of a list (ConstantLR)."""

    kind: ClassVar[str] = "constant"
    target: ClassVar[str] = "torch.optim.lr_scheduler.ConstantLR"

    def rate(self, lr: float, at: Moment) -> float:  # noqa: ARG002
        """Always the same."""
        return lr


class StepDecay(Curve):
    """Multiply the learning rate by `gamma` every `step_size` epochs (StepLR)."""

    kind: ClassVar[str] = "step"
    target: ClassVar[str] = "torch.optim.lr_scheduler.StepLR"
    step_size: Count = Field(description="Epochs between two changes.")
    gamma: Rate = Field(0.1, description=GAMMA)

    def rate(self, lr: float, at: Moment) -> float:
        """Once `gamma` for each `step_size` that has passed."""
        return lr * self.gamma ** int(at.epoch // self.step_size)


class MultiStep(Curve):
    """Multiply the learning rate by `gamma` after each of the listed epochs (MultiStepLR)."""

    kind: ClassVar[str] = "multistep"
    target: ClassVar[str] = "torch.optim.lr_scheduler.MultiStepLR"
    milestones: Annotated[tuple[Count, ...], Field(min_length=1)] = Field(
        description="The epochs after which the learning rate changes."
    )
    gamma: Rate = Field(0.1, description=GAMMA)

    def rate(self, lr: float, at: Moment) -> float:
        """Once `gamma` for each milestone that has passed."""
        return lr * self.gamma ** sum(one <= at.epoch for one in self.milestones)


class Exponential(SmoothCurve):
    """Multiply the learning rate by `gamma` after every epoch (ExponentialLR)."""

    kind: ClassVar[str] = "exponential"
    target: ClassVar[str] = "torch.optim.lr_scheduler.ExponentialLR"
    gamma: Rate = Field(description=GAMMA)

    def rate(self, lr: float, at: Moment) -> float:
        """`gamma` to the power of the epochs."""
        return float(lr * self.gamma**at.epoch)


class Cosine(SmoothCurve):
    """Half a cosine down (CosineAnnealingLR; Loshchilov and Hutter 2017)."""

    kind: ClassVar[str] = "cosine"
    target: ClassVar[str] = "torch.optim.lr_scheduler.CosineAnnealingLR"
    T_max: Count | None = Field(None, description="Epochs of the fall; all of them by default.")
    eta_min: Rate = Field(0.0, description="The learning rate at the end.")

    @property
    def follows_length(self) -> bool:
        """Unless it has a length of its own."""
        return self.T_max is None and self.epochs is None

    def rate(self, lr: float, at: Moment) -> float:
        """Half a cosine down from `lr` to `eta_min`, and up again after `T_max`."""
        return _cosine(lr, self.eta_min, at.epoch / (self.T_max or at.epochs))


class WarmRestarts(SmoothCurve):
    """A cosine that starts anew every `T_0` epochs (CosineAnnealingWarmRestarts)."""

    kind: ClassVar[str] = "warm_restarts"
    target: ClassVar[str] = "torch.optim.lr_scheduler.CosineAnnealingWarmRestarts"
    T_0: Count = Field(description="Epochs until the first restart.")
    T_mult: Count = Field(1, description="Each round is this many times longer than the last.")
    eta_min: Rate = Field(0.0, description="The learning rate at the end of a round.")

    def rate(self, lr: float, at: Moment) -> float:
        """A cosine over the round that is under way."""
        since, whole = at.epoch, self.T_0
        if self.T_mult == 1:
            since %= whole
        while since >= whole:
            since, whole = since - whole, whole * self.T_mult
        return _cosine(lr, self.eta_min, since / whole)


class Linear(SmoothCurve):
    """Let the learning rate's factor move in a straight line (LinearLR)."""

    kind: ClassVar[str] = "linear"
    target: ClassVar[str] = "torch.optim.lr_scheduler.LinearLR"
    start_factor: Annotated[float, Field(gt=0, le=1)] = Field(
        1 / 3, description="The factor in the first epoch."
    )
    end_factor: Annotated[float, Field(ge=0, le=1)] = Field(1.0, description="The factor at last.")
    total_iters: Count = Field(5, description="Epochs of the change.")

    def rate(self, lr: float, at: Moment) -> float:
        """A straight line from one factor to the other, and that from then on."""
        gone = min(1.0, at.epoch / self.total_iters)
        return lr * (self.start_factor + (self.end_factor - self.start_factor) * gone)


class Polynomial(SmoothCurve):
    """Let the learning rate fall to zero along a power of the time left (PolynomialLR)."""

    kind: ClassVar[str] = "polynomial"
    target: ClassVar[str] = "torch.optim.lr_scheduler.PolynomialLR"
    total_iters: Count | None = Field(None, description="Epochs; all of them by default.")
    power: Rate = Field(1.0, description="The power; 1 is a straight line.")

    @property
    def follows_length(self) -> bool:
        """Unless it has a length of its own."""
        return self.total_iters is None and self.epochs is None

    def rate(self, lr: float, at: Moment) -> float:
        """The part of the time that is left, to that power."""
        gone = min(1.0, at.epoch / (self.total_iters or at.epochs))
        return float(lr * (1 - gone) ** self.power)


class OneCycle(Curve):
    """Up and down once, changing after every step (OneCycleLR; Smith and Topin 2018)."""

    kind: ClassVar[str] = "onecycle"
    target: ClassVar[str] = "torch.optim.lr_scheduler.OneCycleLR"
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

    @property
    def by_step(self) -> bool:
        """Always."""
        return True

    @property
    def follows_length(self) -> bool:
        """Unless it has a length of its own."""
        return self.epochs is None

    def top(self, lr: float) -> float:  # noqa: ARG002
        """Its own largest rate, whatever the optimiser has."""
        return self.max_lr

    def rate(self, lr: float, at: Moment) -> float:
        """From the first rate up to `lr`, and down to the last."""
        first = lr / self.div_factor
        last = first / self.final_div_factor
        way = (first, lr, first, last) if self.three_phase else (first, lr, last)
        return self._on(way, at)

    def momentum(self, at: Moment) -> float | None:
        """The other way: down to `base_momentum`, and up again."""
        if not self.cycle_momentum:
            return None
        high, low = self.max_momentum, self.base_momentum
        return self._on((high, low, high, high) if self.three_phase else (high, low, high), at)

    def _on(self, way: tuple[float, ...], at: Moment) -> float:
        """Where one is on the way from value to value."""
        top = self.pct_start * at.steps - 1
        ends = (top, 2 * top, at.steps - 1) if self.three_phase else (top, at.steps - 1)
        phase = next((i for i, end in enumerate(ends) if at.step <= end), len(ends) - 1)
        begin = ends[phase - 1] if phase else 0
        gone = (at.step - begin) / (ends[phase] - begin) if ends[phase] > begin else 1.0
        gone = min(1.0, gone)
        if self.anneal_strategy == "cos":
            return _cosine(way[phase], way[phase + 1], gone)
        return way[phase] + (way[phase + 1] - way[phase]) * gone


def _cosine(high: float, low: float, gone: float) -> float:
    """Half a cosine from one value to another, of which a part is gone."""
    return low + (high - low) * (1 + cos(pi * gone)) / 2


# fmt: off
KINDS = (
    Plateau, StepDecay, MultiStep, Exponential, Cosine, WarmRestarts, Linear, Polynomial, OneCycle,
    Constant,
)
# fmt: on
SCHEDULES = OneOf(KINDS)
