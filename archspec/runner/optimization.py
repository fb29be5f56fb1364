"""The optimiser and the schedule that a recipe names, as torch's."""

from torch import nn, optim
from torch.optim import lr_scheduler

from archspec.recipe import Recipe
from archspec.recipe.optimizers import Optimizer

OPTIMIZERS: dict[str, type[optim.Optimizer]] = {
    "sgd": optim.SGD,
    "adam": optim.Adam,
    "adamw": optim.AdamW,
    "nadam": optim.NAdam,
    "radam": optim.RAdam,
    "rmsprop": optim.RMSprop,
    "adagrad": optim.Adagrad,
    "adadelta": optim.Adadelta,
    "adamax": optim.Adamax,
}

SCHEDULES: dict[str, type[lr_scheduler.LRScheduler]] = {
    "plateau": lr_scheduler.ReduceLROnPlateau,
    "step": lr_scheduler.StepLR,
    "multistep": lr_scheduler.MultiStepLR,
    "exponential": lr_scheduler.ExponentialLR,
    "cosine": lr_scheduler.CosineAnnealingLR,
    "warm_restarts": lr_scheduler.CosineAnnealingWarmRestarts,
    "linear": lr_scheduler.LinearLR,
    "polynomial": lr_scheduler.PolynomialLR,
    "onecycle": lr_scheduler.OneCycleLR,
}

WHOLE_RUN = {"cosine": "T_max", "polynomial": "total_iters"}
"""The field that means all epochs where it is not written."""


def make_optimizer(model: nn.Module, optimizer: Optimizer) -> optim.Optimizer:
    """Torch's optimiser over the trained parameters of a model that is on its device already."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    return OPTIMIZERS[optimizer.kind](trained, **optimizer.model_dump())


def make_schedule(
    optimizer: optim.Optimizer, recipe: Recipe, steps: int
) -> lr_scheduler.LRScheduler | None:
    """Torch's scheduler, for epochs of `steps` steps each; None without a schedule."""
    if recipe.schedule is None:
        return None
    kind, fields = recipe.schedule.kind, recipe.schedule.model_dump()
    if kind == "plateau":
        fields["mode"] = "max" if recipe.watch == "accuracy" else "min"
    if kind == "onecycle":
        fields["total_steps"] = recipe.epochs * steps
        fields["cycle_momentum"] &= _has_momentum(optimizer)
    if kind in WHOLE_RUN and fields[WHOLE_RUN[kind]] is None:
        fields[WHOLE_RUN[kind]] = recipe.epochs
    return SCHEDULES[kind](optimizer, **fields)


def _has_momentum(optimizer: optim.Optimizer) -> bool:
    """OneCycleLR refuses to cycle what the optimiser does not have."""
    return "betas" in optimizer.defaults or bool(optimizer.defaults.get("momentum"))
