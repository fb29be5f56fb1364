"""The optimiser and the limit on gradients that a recipe names, as torch's."""

from torch import nn, optim

from archspec.nn.resolve import resolve
from archspec.recipe.optimizers import Optimizer
from archspec.recipe.training import Clip, ClipNorm, ClipValue


def make_optimizer(model: nn.Module, optimizer: Optimizer) -> optim.Optimizer:
    """Torch's optimiser over the trained parameters of a model that is on its device already."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    call = optimizer.lower()
    made: optim.Optimizer = resolve(call.target)(trained, **call.args)
    return made


def clip_gradients(model: nn.Module, clip: Clip) -> None:
    """Limit the gradients of a model, as the recipe says."""
    if isinstance(clip, ClipNorm):
        nn.utils.clip_grad_norm_(model.parameters(), clip.max_norm)
    elif isinstance(clip, ClipValue):
        nn.utils.clip_grad_value_(model.parameters(), clip.clip_value)
