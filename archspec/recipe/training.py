"""The whole of `train:`."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field

from archspec.kind.choice import Table
from archspec.kind.fields import Expects
from archspec.kind.on_demand import OnDemand
from archspec.recipe.data import Data
from archspec.recipe.groups import Group
from archspec.recipe.kinds_on_demand import (
    AnyClip,
    AnyLoss,
    AnyMix,
    AnyOptimizer,
    AnySchedule,
)
from archspec.recipe.losses import CrossEntropy
from archspec.recipe.numbers import Count
from archspec.recipe.optimizers import Adam, Rate
from archspec.recipe.sampler import Sampler
from archspec.recipe.saving import Save
from archspec.recipe.scopes import Patterns as Scopes
from archspec.recipe.start import Start
from archspec.recipe.targets import AnyTarget
from archspec.recipe.warmup import Warmup

if TYPE_CHECKING:
    from archspec.recipe.schedules import Schedule

Crew = Annotated[int, Field(ge=1, le=256)]
"""Threads that work at the same time; torch and the system would try to make any number of them."""


Watched = Annotated[
    Literal["loss", "accuracy"] | Annotated[str, Field(pattern=r"^[^.]+\.[a-z0-9_]+$")],
    Expects("loss, accuracy, or a metric of an output, as in `kind.f1`"),
]


Tracked = Literal["tensorboard", "wandb", "mlflow"]


class Regularize(Table):
    """Penalties on the size of the weights, added to the loss: `l2` times the sum of squares.

    Both apply to every parameter; a layer's own `l1` and `l2` take their place for that layer.
    """

    l1: Rate = Field(0.0, description="Times the sum of absolute values.")
    l2: Rate = Field(0.0, description="Times the sum of squares.")


class EarlyStop(Table):
    """Stop when the watched figure has not improved for some epochs."""

    patience: Count = Field(10, description="Epochs without improvement after which it stops.")
    min_delta: Rate = Field(0.0, description="A smaller change is no improvement.")


MAX_GROUPS: Final = 100


class Recipe(Table):
    """How a network is trained: the data, the loop and its rules.

    >>> recipe = Recipe.model_validate({"data": {"dataset": "digits"}, "optimizer": {"sgd": {}}})
    >>> recipe.optimizer.lr, recipe.loss.kind
    (0.001, 'cross_entropy')
    """

    # Defaults are made by `model_construct`: what is right anyway needs no validator to be made.
    data: Data = Field(description="The data set, and which part of it does what.")
    epochs: Count = Field(10, description="How often every training sample is seen.")
    batch_size: Count = Field(64, description="Samples whose gradients are averaged.")
    accumulate: Count = Field(
        1, description="Batches whose gradients are averaged before one step is taken."
    )
    optimizer: AnyOptimizer = Field(
        Adam.model_construct(), description="What turns gradients into steps."
    )
    schedule: AnySchedule | None = Field(
        None, description="How the learning rate changes; several follow each other in a list."
    )
    loss: AnyLoss = Field(
        CrossEntropy.model_construct(),
        description="What is minimised; with several outputs write `targets`.",
    )
    targets: Mapping[str, AnyTarget] = Field(
        {},
        description="What each output is compared with, by its name: `{loss: …, to: …}`, or "
        "`none`. An output without a name is `output`.",
    )
    sampler: OnDemand[Sampler] | None = Field(
        None, description="Which samples an epoch has; each once by default."
    )
    mix: tuple[AnyMix, ...] = Field(
        (),
        description="Samples made of two of a batch, and their classes with them: `mixup`, "
        "`cutmix`; of several, one is drawn for each batch.",
    )
    regularize: OnDemand[Regularize] = Field(
        Regularize.model_construct(), description="Penalties on the size of the weights."
    )
    clip: AnyClip | None = Field(None, description="A limit on the gradients.")
    warmup: Warmup | None = Field(
        None,
        description="How long the learning rate climbs, from step to step, before its schedule "
        "begins: a number of epochs, or as in `500 steps`.",
    )
    groups: Annotated[tuple[OnDemand[Group], ...], Field(max_length=MAX_GROUPS)] = Field(
        (),
        description="Parameters that are trained otherwise than the rest; of several, later ones "
        "win.",
    )
    layer_decay: Annotated[float, Field(gt=0, le=1)] | None = Field(
        None,
        description="The learning rate of each layer is that of the next, times this; the deepest "
        "has all of it.",
    )
    ema: Annotated[float, Field(gt=0, lt=1)] | None = Field(
        None,
        description="Keep running means of the weights, of which each step leaves this part; they "
        "are what is measured and kept as the best.",
    )
    start: OnDemand[Start] | None = Field(
        None, description="Trained weights to begin with; initial ones without."
    )
    early_stop: OnDemand[EarlyStop] | None = Field(
        None, description="When to stop before the last epoch."
    )
    save: OnDemand[Save] = Field(
        Save.model_construct(), description="When the state is saved within an epoch."
    )
    watch: Watched = Field(
        "loss",
        description="The figure that decides which epoch is best, when to stop and when a plateau "
        "is reached: of the validation samples, or of the training samples without any. With "
        "`targets` also a metric of an output, as in `kind.f1`.",
    )
    precision: Literal["fp32", "fp16", "bf16"] = Field(
        "fp32", description="Number format of the forward pass; weights stay fp32."
    )
    device: Literal["auto", "cpu", "cuda", "mps"] = Field(
        "auto", description="Where to compute; the fastest there is by default."
    )
    compile: bool = Field(
        False,
        description="Train by what `torch.compile` makes of the network: the first steps take "
        "up to minutes, and later ones less. Figures are the same but for rounding.",
    )
    gradient_checkpointing: Scopes = Field(
        (),
        description="Scopes whose values are computed again for the backward pass, and not kept: "
        "patterns of paths, as in `[layer3.*]`. It takes less memory, and more time.",
    )
    shard: bool = Field(
        False,
        description="Of several processes, let each keep only a part of the weights, the gradients "
        "and the optimiser's state (FSDP), for networks that fit into no device.",
    )
    seed: Annotated[int, Field(ge=0, lt=2**31)] = Field(
        0, description="Fixes the order of samples, augmentation and dropout."
    )
    threads: Crew | None = Field(
        None, description="CPU threads; by default torch's choice, or one where that is faster."
    )
    workers: Crew = Field(
        4,
        description="Image files that are decoded at the same time; no more than there are cores.",
    )
    rewrites: Literal["exact", "any_tie", "none"] = Field(
        "exact",
        description="What is rewritten in the network so that it does less work: what shows in no "
        "bit of values and gradients; with `any_tie` also what may send a gradient to another of "
        "the numbers in a window that an activation makes one by rounding; or nothing.",
    )
    tensorboard: bool = Field(
        True, description="Write events for TensorBoard, where that is installed."
    )
    track: tuple[Tracked, ...] = Field(
        (),
        description="What else follows the run: `wandb` (Weights & Biases), `mlflow`; or "
        "`tensorboard`, to be told where it is not installed.",
    )

    @property
    def schedules(self) -> "tuple[Schedule, ...]":
        """The schedules of the learning rate, in their order."""
        return tuple(one for _, one in self.placed_schedules())

    def placed_schedules(self) -> "Iterator[tuple[tuple[str | int, ...], Schedule]]":
        """Each schedule with the place at which it stands."""
        if isinstance(self.schedule, tuple):
            yield from ((("schedule", i), one) for i, one in enumerate(self.schedule))
        elif self.schedule is not None:
            yield ("schedule",), self.schedule

    @property
    def named(self) -> bool:
        """Whether it binds fields to inputs and outputs by more than being the only ones."""
        return self.data.named or bool(self.targets) or "." in self.watch
