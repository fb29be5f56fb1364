"""The table as data."""

from collections.abc import Mapping
from typing import Any

from archspec.backends.table.rows import rows
from archspec.graph import Graph, ReceptiveField
from archspec.shapes import Size

CONVENTION = "MACs: multiply-adds of convolutions, linear layers and attention, per sample"


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
        "receptive_field": _seen(graph, graph.receptive_fields, "extent"),
        "receptive_field_by_windows": _seen(graph, graph.receptive_fields, "spans"),
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
                "receptive_field": _seen(graph, row.receptive_fields, "extent"),
                **({"weight": row.weight} if row.weight else {}),
            }
            for row in rows(graph)
        ],
    }


def _seen(graph: Graph, fields: Mapping[str, ReceptiveField], which: str) -> Any:
    """A list of sizes, or for several inputs a mapping with one for each that is seen."""
    if len(graph.inputs) > 1:
        return {name: _list(getattr(field, which)) for name, field in fields.items()}
    return [size for field in fields.values() for size in _list(getattr(field, which))]


def _plain(value: int) -> int | str:
    """A number; of what depends on an open size, the text that a file would have for it."""
    return value.expression if isinstance(value, Size) else value


def _list(sizes: tuple[int, ...]) -> list[int | str]:
    return [_plain(size) for size in sizes]
