"""Every tensor of a network with its shape and its size, layer by layer."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Any, Final

from archspec.backends.table.grid import figure, grid, size
from archspec.backends.table.rows import folded, rows
from archspec.backends.table.sums import title
from archspec.backends.table.text import FOLDING, counted
from archspec.diagnostics.readable import as_name
from archspec.graph import Graph, Node
from archspec.passes.memory.kept import NUMBER

CONVENTION: Final = "sizes are those of 32-bit numbers, values for one sample"


@dataclass(frozen=True, slots=True)
class Tensor:
    """A value or a parameter.

    Args:
        path: of the layer that gives it, or its key in the state_dict.
        kind: of the layer; empty for a parameter.
        shape: without the batch.
        count: how many equal ones a row stands for.
        owned: how many of them are their own; others share the weights of these.
    """

    path: str
    kind: str
    shape: tuple[int, ...]
    count: int = 1
    owned: int = 1

    @property
    def numbers(self) -> int:
        """How many numbers all of them hold."""
        return self.owned * prod(self.shape)


def tensors_of(node: Node, path: str, alike: tuple[Node, ...]) -> Iterator[Tensor]:
    """The output of a layer, then its parameters; shared ones are another's."""
    count = len(alike)
    yield Tensor(path, node.layer.kind, node.output.dims, count, count)
    own = sum(not one.shared for one in alike)
    for name, shape in node.layer.parameters(node.shapes).items():
        key = path if node.keys[name] == node.path else f"{path}.{name}"
        yield Tensor(key, "", shape, count, own)


def tensors_as_text(graph: Graph) -> str:
    """The tensors as a table, equal layers once, with the sums of both sorts below."""
    found = [one for row in folded(graph) for one in tensors_of(row.nodes[0], row.path, row.nodes)]
    inputs = [Tensor(i.name, "input", i.shape.dims) for i in graph.inputs]
    body = [_cells(one) for one in (*inputs, *found)]
    values = sum(node.output.elements for node in graph.nodes)
    totals = [
        ("outputs of layers", "", "", figure(values), size(NUMBER * values)),
        ("parameters", "", "", figure(graph.cost.params), size(NUMBER * graph.cost.params)),
    ]
    lines = grid(("tensor", "kind", "shape", "numbers", "size"), "<<<>>", body, totals)
    notes = [FOLDING] if any(one.count > 1 for one in found) else []
    return "\n".join([title(graph), "", *lines, "", CONVENTION, *notes])


def _cells(one: Tensor) -> tuple[str, ...]:
    # A parameter stands below its layer, whose path it need not repeat.
    shown = one.path if one.kind else f"  {one.path.rpartition('.')[2]}"
    # What is shared is counted where it stands.
    taken = size(NUMBER * one.numbers) if one.owned else "shared"
    return (
        as_name(shown) if one.kind else shown,
        counted(one.kind, one.count) if one.kind else "",
        "×".join(map(str, one.shape)),
        figure(one.numbers),
        taken,
    )


def tensors_as_dict(graph: Graph) -> list[dict[str, Any]]:
    """The tensors as data, each layer by itself."""
    from archspec.backends.table.data import plain

    found: list[dict[str, Any]] = []
    for row in rows(graph):
        (node,) = row.nodes
        for one in tensors_of(node, row.path, row.nodes):
            values = {
                "tensor": one.path,
                "kind": one.kind or "parameter",
                "shape": [plain(each) for each in one.shape],
                "numbers": plain(prod(one.shape)),
                "bytes": plain(NUMBER * prod(one.shape)),
                "shared": not one.owned,
            }
            found.append(values)
    return found
