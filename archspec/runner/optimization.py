"""The optimiser, the schedule and the limit on gradients that a recipe names, as torch's."""

from torch import nn, optim
from torch.optim import lr_scheduler

from archspec.nn.resolve import resolve
from archspec.recipe import Recipe
from archspec.recipe.metrics import Better
from archspec.recipe.optimizers import Optimizer
from archspec.recipe.training import Clip, ClipNorm, ClipValue


def make_optimizer(model: nn.Module, optimizer: Optimizer) -> optim.Optimizer:
    """Torch's optimiser over the trained parameters of a model that is on its device already."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    call = optimizer.lower()
    made: optim.Optimizer = resolve(call.target)(trained, **call.args)
    return made


def make_schedule(
    optimizer: optim.Optimizer,
    recipe: Recipe,
    steps: int,
    since: int = 0,
    better: Better | None = None,
) -> lr_scheduler.LRScheduler | None:
    """Torch's scheduler, for epochs of `steps` steps each; None without a schedule.

    It is that of all epochs, or of those after the first `since`. Which way the figure that is
    watched is good follows from its name, unless it is said.
    """
    if recipe.schedule is None:
        return None
    call = recipe.schedule.lower(max(1, recipe.epochs - since), steps, recipe.watch)
    fields = dict(call.args)
    if better and "mode" in fields and not recipe.schedule.of_training:
        fields["mode"] = better
    if fields.get("cycle_momentum"):
        fields["cycle_momentum"] = _has_momentum(optimizer)
    made: lr_scheduler.LRScheduler = resolve(call.target)(optimizer, **fields)
    return made


def clip_gradients(model: nn.Module, clip: Clip) -> None:
    """Limit the gradients of a model, as the recipe says."""
    if isinstance(clip, ClipNorm):
        nn.utils.clip_grad_norm_(model.parameters(), clip.max_norm)
    elif isinstance(clip, ClipValue):
        nn.utils.clip_grad_value_(model.parameters(), clip.clip_value)


def _has_momentum(optimizer: optim.Optimizer) -> bool:
    """OneCycleLR refuses to cycle what the optimiser does not have."""
    return "betas" in optimizer.defaults or bool(optimizer.defaults.get("momentum"))
