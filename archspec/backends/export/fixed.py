"""Sizes that a file leaves open and that torch's trace can have at one number alone."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import torch
from torch import Tensor, nn

from archspec.backends.export.blame import cannot_export, run_again
from archspec.backends.export.samples import SIZES
from archspec.backends.export.words import words_of
from archspec.diagnostics import Failure, Help
from archspec.graph import Graph
from archspec.shapes import open_names

SPECIALIZED: Final = re.compile(
    r"marked L\['(\w+)'\]\.size\(\)\[(\d+)\] as dynamic but your code specialized it"
)
"""What torch says of each axis, of an input, that it has at one number."""


def fixed_sizes(graph: Graph, said: str) -> tuple[str, ...]:
    """The names of the open sizes that an error of torch's export says are fixed."""
    called = words_of(graph)
    dims = {called[one.name]: one.shape.dims for one in graph.inputs}
    axes = ((name, int(axis)) for name, axis in SPECIALIZED.findall(said))
    return tuple(open_names(dims[name][axis - 1] for name, axis in axes if axis))


def fixed_by(module: nn.Module, run: Callable[[], object]) -> str:
    """The path of the first layer within which a size became a number, when it does so again."""
    waiting: list[tuple[str, list[torch.SymInt]]] = []
    found: list[str] = []

    def enter(path: str, given: Any) -> None:
        waiting.append((path, list(_open(given))))

    def leave(*_: Any) -> None:
        path, sizes = waiting.pop()
        if any(map(_is_number, sizes)):
            found.append(path)

    hooks = []
    for path, layer in module.named_modules():
        if not [*layer.children()]:
            hooks.append(layer.register_forward_pre_hook(lambda _, x, path=path: enter(path, x)))
            hooks.append(layer.register_forward_hook(leave))
    run_again(run, hooks)
    return found[0] if found else ""


def cannot_leave_open(graph: Graph, path: str, sizes: tuple[str, ...]) -> Failure:
    """A540 for a layer that torch writes down for one number of a size."""
    named = " and ".join(f"`{name}`" for name in sizes)
    why = f"torch writes it down for one number of {named} only, which the file leaves open"
    given = " ".join(f"--set {name}={SIZES[0]}" for name in sizes)
    return cannot_export(graph, path, why, (Help(f"export it for one size: `{given}`"),))


def _open(given: Any) -> Iterator[torch.SymInt]:
    """The sizes of tensors that are no numbers so far."""
    for value in given:
        if isinstance(value, Tensor):
            # Torch types sizes as plain numbers, which while it traces they are not.
            sizes: Iterable[Any] = value.shape
            yield from (
                one for one in sizes if isinstance(one, torch.SymInt) if not _is_number(one)
            )


def _is_number(size: torch.SymInt) -> bool:
    return size.node.maybe_as_int() is not None
