"""Where modules and tensors stand in the module of a scope: under their names, dots and all."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from torch import nn

Held: TypeAlias = nn.Module | nn.Parameter
"""What a scope has under a name: a module, or a tensor that it learns itself."""


class Names(nn.Module):
    """Holds what has such names, and computes nothing: `branch.a` and `branch.b` stand in `branch`.

    >>> hold(net := nn.Module(), {"branch.a": nn.ReLU(), "tanh": nn.Tanh(), "branch.b": nn.ELU()})
    >>> [name for name, _ in net.named_modules()]
    ['', 'branch', 'branch.a', 'branch.b', 'tanh']
    """


def hold(module: nn.Module, held: Mapping[str, Held]) -> None:
    """Puts modules and tensors into a module, in the order of their keys.

    What names with dots share stands where the first of them has a state, so that the keys of the
    state_dict are in the order of the layers that have any. Modules called `convs.0`, `convs.1`, …
    stand in an `nn.ModuleList`.

    >>> hold(net := nn.Module(), {"convs.0": nn.ReLU(), "convs.1": nn.ReLU()})
    >>> type(net.convs).__name__
    'ModuleList'
    """
    groups: dict[str, dict[str, Held]] = {}
    for name, one in held.items():
        first, _, rest = name.partition(".")
        groups.setdefault(first, {})[rest] = one
    for first in _in_order(held):
        inner = groups[first]
        one = inner[""] if "" in inner else _container(inner)
        if isinstance(one, nn.Module):
            module.add_module(first, one)
        else:
            module.register_parameter(first, one)


def _in_order(held: Mapping[str, Held]) -> list[str]:
    """The first words of the names, each where something under it first has a state.

    >>> _in_order({"a.x": nn.ReLU(), "b": nn.PReLU(), "a.y": nn.PReLU(), "c.x": nn.ReLU()})
    ['b', 'a', 'c']
    """
    places: dict[tuple[str, bool], int] = {}
    for place, (name, one) in enumerate(held.items()):
        first, _, rest = name.partition(".")
        places.setdefault((first, not rest or _has_state(one)), place)
    words = dict.fromkeys(first for first, _ in places)
    return sorted(words, key=lambda first: places.get((first, True), places.get((first, False), 0)))


def _has_state(one: Held) -> bool:
    """Whether it is something, or holds something, that has a key in the state_dict."""
    return isinstance(one, nn.Parameter) or bool(one.state_dict())


def _container(inner: Mapping[str, Held]) -> nn.Module:
    """A module that holds what names with dots have behind the first of them."""
    made = nn.ModuleList() if _is_numbered(inner) else Names()
    hold(made, inner)
    return made


def _is_numbered(inner: Mapping[str, Held]) -> bool:
    """Whether the keys are 0, 1, … in order, and those of modules."""
    words = dict.fromkeys(name.partition(".")[0] for name in inner)
    of_tensors = any(isinstance(one, nn.Parameter) for one in inner.values())
    return not of_tensors and list(words) == [str(number) for number in range(len(words))]


def child_of(modules: Mapping[str, Any], name: str) -> Any:
    """The module of that name among those of a module, or further in where it has dots."""
    first, *rest = name.split(".")
    found = modules[first]
    for word in rest:
        found = found._modules[word]
    return found


def found_in(module: nn.Module, name: str) -> Any:
    """The module or the tensor that a module holds under a name."""
    scope, _, last = name.rpartition(".")
    home = module.get_submodule(scope)
    return home._modules[last] if last in home._modules else home._parameters[last]


def tensor_of(module: nn.Module, name: str) -> Any:
    """A parameter; or what torch has put in its place, as pruning and replicas have it."""
    scope, _, last = name.rpartition(".")
    home = module.get_submodule(scope) if scope else module
    found = home._parameters.get(last)
    return getattr(home, last) if found is None else found
