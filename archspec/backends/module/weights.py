"""How weights begin, which are frozen, and which are another's."""

import torch
from torch import nn

from archspec.kind import Function, Layer, Parameter
from archspec.nn.resolve import resolve


def initialise(module: nn.Module, layer: Layer) -> None:
    """Fills the parameters as `init` says, and freezes them where asked."""
    for name, initializer in (getattr(layer, "init", None) or {}).items():
        _fill(module.get_parameter(name), initializer.lower())
    if getattr(layer, "freeze", False):
        module.requires_grad_(False)


def parameter(call: Parameter, layer: Layer) -> nn.Parameter:
    """The tensor that a scope learns itself, filled as `init` says, or as its kind does."""
    made = nn.Parameter(torch.empty(call.shape), not getattr(layer, "freeze", False))
    own = (getattr(layer, "init", None) or {}).values()
    _fill(made, next((one.lower() for one in own), call.init))
    return made


def _fill(tensor: torch.Tensor, call: Function) -> None:
    if not tensor.is_meta:
        with torch.no_grad():
            resolve(call.target)(tensor, **call.args)


def tie(module: nn.Module, owner: nn.Module) -> None:
    """Makes every parameter of a module the owner's own."""
    for name, _ in list(module.named_parameters()):
        scope, _, last = name.rpartition(".")
        setattr(module.get_submodule(scope), last, owner.get_parameter(name))
