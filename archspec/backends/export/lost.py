"""What torch writes into an ONNX file as something else, without a word.

The comparison would find it as well, but not where it comes from.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from torch import fx
from torch.export import ExportedProgram

DIVISOR: Final = 6
"""The place of `divisor_override` among the arguments of `aten::avg_pool2d`."""


class Lost(NamedTuple):
    """The path of a layer, and why an ONNX file would not do what it does."""

    path: str
    why: str


def find_lost(program: ExportedProgram) -> Lost | None:
    """The first layer of which something would be lost."""
    for node in program.graph.nodes:
        for name, reason in CHECKS.items():
            if str(node.target).startswith(f"aten.{name}") and (why := reason(node)):
                return Lost(path_of(node), why)
    return None


def path_of(node: fx.Node) -> str:
    """The path of the layer that an operation is of; empty where none is known."""
    stack = [*node.meta.get("nn_module_stack", {}).values()]
    return str(stack[-1][0]) if stack else ""


def _of_open_size(node: fx.Node) -> str:
    """An adaptive pool: its windows are those of the size that was traced."""
    targets: Any = node.args[1]
    sizes = node.args[0].meta["val"].shape[-len(targets) :]  # type: ignore[union-attr]
    pairs = zip(sizes, targets, strict=True)
    if all(isinstance(size, int) or target == 1 for size, target in pairs):
        return ""
    return "in an ONNX file its windows would be those of one size, and this size is open"


def _of_divisor(node: fx.Node) -> str:
    given = node.args[DIVISOR:]
    return "ONNX has no `divisor_override`" if given and given[0] is not None else ""


def _checks() -> Iterator[tuple[str, Callable[[fx.Node], str]]]:
    for axes in (1, 2, 3):
        yield f"adaptive_avg_pool{axes}d", _of_open_size
        yield f"avg_pool{axes}d", _of_divisor


CHECKS: Final = dict(_checks())
"""By the operation of torch, what says of a node why it would be lost, if it would be."""
