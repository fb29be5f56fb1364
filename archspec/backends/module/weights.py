"""How weights begin, which are frozen, and which are another's."""

import torch
from torch import nn

from archspec.backends.module.resolve import resolve
from archspec.kind import Layer


def initialise(module: nn.Module, layer: Layer) -> None:
    """Fills the parameters as `init` says, and freezes them where asked."""
    for name, initializer in (getattr(layer, "init", None) or {}).items():
        parameter = getattr(module, name)
        if not parameter.is_meta:
            call = initializer.lower()
            with torch.no_grad():
                resolve(call.target)(parameter, **call.args)
    if getattr(layer, "freeze", False):
        module.requires_grad_(False)


def tie(module: nn.Module, owner: nn.Module) -> None:
    """Makes every parameter of a module the owner's own."""
    for name, _ in list(module.named_parameters()):
        scope, _, last = name.rpartition(".")
        setattr(module.get_submodule(scope), last, owner.get_parameter(name))
