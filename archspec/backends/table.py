"""The table of layers: shapes, parameters, multiply-adds and receptive fields."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from archspec.graph import Graph, Node

CONVENTION = "MACs: multiply-adds of convolutions, linear layers and attention, per sample"
HEADINGS = ("layer", "kind", "output", "params", "MACs", "sees")


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
    """The table as data, for `--json`: sizes are lists, sums are over the whole network."""
    inputs = {i.name: list(i.shape.dims) for i in graph.inputs}
    outputs = {name: list(shape.dims) for name, shape in graph.output_shapes.items()}
    return {
        "name": graph.name,
        "variant": variant,
        "input": inputs if len(inputs) > 1 else next(iter(inputs.values())),
        "output": outputs if len(outputs) > 1 else next(iter(outputs.values())),
        "params": graph.cost.params,
        "trainable_params": graph.trainable_params,
        "macs": graph.cost.macs,
        "receptive_field": list(graph.sees.extent),
        "activation_bytes": graph.activation_bytes,
        "convention": CONVENTION,
        "layers": [
            {
                "path": row.path,
                "kind": row.kind,
                "line": row.line,
                "input": list(row.input),
                "output": list(row.output),
                "params": row.params,
                "macs": row.macs,
                "receptive_field": list(row.sees),
            }
            for row in rows(graph)
        ],
    }


def as_text(graph: Graph, depth: int | None = None) -> str:
    """The table for a terminal: numbers to the right, sums below."""
    body = [_cells(row) for row in rows(graph, depth)]
    widths = [max(map(len, column)) for column in zip(HEADINGS, *body, strict=True)]
    lines = [_line(HEADINGS, widths), "─" * (sum(widths) + 2 * (len(widths) - 1))]
    lines += [_line(cells, widths) for cells in body]
    return "\n".join([_title(graph), "", *lines, "", *_sums(graph)])


def _title(graph: Graph) -> str:
    inputs = ", ".join(
        f"{i.name} {i.shape}" if len(graph.inputs) > 1 else str(i.shape) for i in graph.inputs
    )
    return f"{graph.name}: {inputs} → {', '.join(map(str, graph.output_shapes.values()))}"


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.path,
        row.kind,
        "×".join(map(str, row.output)),
        f"{row.params:,}" if row.params else "",
        f"{row.macs:,}" if row.macs else "",
        "×".join(map(str, row.sees)),
    )


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    right = (False, False, False, True, True, True)
    padded = (
        cell.rjust(width) if to_right else cell.ljust(width)
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    )
    return "  ".join(padded).rstrip()


def _sums(graph: Graph) -> Iterator[str]:
    frozen = graph.cost.params - graph.trainable_params
    trainable = f" ({graph.trainable_params:,} trainable)" if frozen else ""
    yield f"{graph.cost.params:,} parameters{trainable} · {graph.cost.macs:,} MACs"
    sees = "×".join(map(str, graph.sees.extent))
    field = f" · an output sees {sees} of the input" if sees else ""
    yield f"activations {_bytes(graph.activation_bytes)} per sample (float32){field}"
    yield CONVENTION


def _bytes(count: int) -> str:
    """Bytes in the unit that a person would choose.

    >>> _bytes(512), _bytes(131072)
    ('512 B', '128 KiB')
    """
    for unit in ("B", "KiB", "MiB"):
        if count < 1024:
            return f"{count:.3g} {unit}"
        count = count / 1024  # type: ignore[assignment]
    return f"{count:.3g} GiB"
