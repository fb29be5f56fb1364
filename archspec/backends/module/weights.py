"""How weights begin, which are frozen, and which are another's."""

import torch
from torch import nn

from archspec.graph import Node
from archspec.kind import Function, Parameter
from archspec.kind.weight_field import tied_path
from archspec.nn.resolve import resolve


def fill(module: nn.Module, node: Node) -> None:
    """Fills the parameters as the file says."""
    for name, call in node.init.items():
        _fill(module.get_parameter(name), call)


def freeze(module: nn.Module, node: Node) -> nn.Module:
    """The module, whose parameters training leaves alone where asked."""
    return module.requires_grad_(False) if node.frozen else module


def parametrize(module: nn.Module, call: Function) -> None:
    """Makes a weight of others, which begin so that it is what it was, or follows from that."""
    resolve(call.target)(module, **call.args)


def parameter(call: Parameter, node: Node) -> nn.Parameter:
    """The tensor that a scope learns itself, filled as the file says, or as its kind does."""
    made = nn.Parameter(torch.empty(call.shape), not node.frozen)
    _fill(made, next(iter(node.init.values()), call.init))
    return made


def _fill(tensor: torch.Tensor, call: Function) -> None:
    if not tensor.is_meta:
        with torch.no_grad():
            resolve(call.target)(tensor, **call.args)


def tie(module: nn.Module, owner: nn.Module) -> None:
    """Makes every parameter of a module the owner's own, and with them how a weight is made."""
    keys = [key for key, _ in module.named_parameters()]
    for *scope, last in dict.fromkeys(map(tied_path, keys)):
        home = ".".join(scope)
        setattr(module.get_submodule(home), last, getattr(owner.get_submodule(home), last))
