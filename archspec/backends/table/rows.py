"""The rows of the table of layers, and the table as data."""

from dataclasses import dataclass
from typing import Any

from archspec.graph import Graph, Node
from archspec.shapes import Size

CONVENTION = "MACs: multiply-adds of convolutions, linear layers and attention, per sample"


@dataclass(frozen=True, slots=True)
class Row:
    """A layer, or a scope with everything in it."""

    path: str
    kind: str
    line: int
    input: tuple[int, ...]
    output: tuple[int, ...]
    params: int
    macs: int
    sees: tuple[int, ...]


def rows(graph: Graph, depth: int | None = None) -> list[Row]:
    """A row a layer; scopes deeper than `depth` are one row each."""
    found: list[Row] = []
    for node in graph.nodes:
        path = node.path if depth is None else ".".join(node.path.split(".")[:depth])
        row = _row(graph, node, path)
        if found and found[-1].path == path != node.path:
            row = _joined(found.pop(), row)
        found.append(row)
    return found


def _row(graph: Graph, node: Node, path: str) -> Row:
    scope = graph.scopes.get(path)
    origin = scope.origin if scope else node.origin
    return Row(
        path,
        scope.kind if scope else node.layer.kind,
        origin.span.line,
        node.shapes[0].dims,
        node.output.dims,
        node.cost.params,
        node.cost.macs,
        node.sees.extent,
    )


def _joined(a: Row, b: Row) -> Row:
    params, macs = a.params + b.params, a.macs + b.macs
    return Row(a.path, a.kind, a.line, a.input, b.output, params, macs, b.sees)


def as_dict(graph: Graph, variant: str | None = None) -> dict[str, Any]:
    """The table as data, for `--json`: sizes are lists, sums are over the whole network.

    What depends on a size that the file leaves open is text: `"64*(H//4)"`.
    """
    inputs = {i.name: _list(i.shape.dims) for i in graph.inputs}
    outputs = {name: _list(shape.dims) for name, shape in graph.output_shapes.items()}
    return {
        "name": graph.name,
        "variant": variant,
        "input": inputs if len(inputs) > 1 else next(iter(inputs.values())),
        "output": outputs if len(outputs) > 1 else next(iter(outputs.values())),
        "params": graph.cost.params,
        "trainable_params": graph.trainable_params,
        "macs": _plain(graph.cost.macs),
        "receptive_field": _list(graph.sees.extent),
        "activation_bytes": _plain(graph.activation_bytes),
        "convention": CONVENTION,
        "layers": [
            {
                "path": row.path,
                "kind": row.kind,
                "line": row.line,
                "input": _list(row.input),
                "output": _list(row.output),
                "params": row.params,
                "macs": _plain(row.macs),
                "receptive_field": _list(row.sees),
            }
            for row in rows(graph)
        ],
    }


def _plain(value: int) -> int | str:
    """A number; of what depends on an open size, the text that a file would have for it."""
    return value.expression if isinstance(value, Size) else value


def _list(sizes: tuple[int, ...]) -> list[int | str]:
    return [_plain(size) for size in sizes]
