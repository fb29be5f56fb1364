"""The table as data."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from archspec.backends.table.rows import rows
from archspec.backends.table.sums import FLOPS, MACS
from archspec.graph import Graph, ReceptiveField
from archspec.passes.gradients import training_macs
from archspec.passes.memory import TrainingMemory, peak_bytes, training_memory
from archspec.shapes import Size

if TYPE_CHECKING:
    from archspec.recipe import Recipe


def as_dict(
    graph: Graph, variant: str | None = None, recipe: "Recipe | None" = None
) -> dict[str, Any]:
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
        "macs": plain(graph.cost.macs),
        "training_macs": plain(training_macs(graph)),
        "receptive_field": _seen(graph, graph.receptive_fields, "extent"),
        "receptive_field_by_windows": _seen(graph, graph.receptive_fields, "spans"),
        "activation_bytes": plain(graph.activation_bytes),
        "peak_bytes": plain(peak_bytes(graph)),
        "training_bytes": _training(training_memory(graph, recipe)),
        "convention": MACS.convention,
        "layers": [
            {
                "path": row.path,
                "kind": row.kind,
                "line": row.line,
                "input": _list(row.input),
                "output": _list(row.output),
                "params": row.params,
                "macs": plain(row.macs),
                "receptive_field": _seen(graph, row.receptive_fields, "extent"),
                **({"weight": row.weight} if row.weight else {}),
            }
            for row in rows(graph)
        ],
    }


def _training(memory: TrainingMemory) -> dict[str, int | str]:
    figures = {
        "sample": memory.sample,
        "weights": memory.weights,
        "gradients": memory.gradients,
        "optimizer": memory.state,
        "made_weights": memory.made,
        "batch_size": memory.batch,
        "total": memory.total,
    }
    return {name: plain(value) for name, value in figures.items()}


def _seen(graph: Graph, fields: Mapping[str, ReceptiveField], which: str) -> Any:
    """A list of sizes, or for several inputs a mapping with one for each that is seen."""
    if len(graph.inputs) > 1:
        return {name: _list(getattr(field, which)) for name, field in fields.items()}
    return [size for field in fields.values() for size in _list(getattr(field, which))]


def plain(value: int) -> int | str:
    """A number; of what depends on an open size, the text that a file would have for it."""
    return value.expression if isinstance(value, Size) else value


def _list(sizes: tuple[int, ...]) -> list[int | str]:
    return [plain(size) for size in sizes]


def in_flops(content: Any) -> Any:
    """The same data with FLOPs in the place of MACs, two for each.

    >>> in_flops({"macs": 3, "layers": [{"training_macs": "2*H"}]})
    {'flops': 6, 'layers': [{'training_flops': '2*(2*H)'}]}
    """
    if isinstance(content, list):
        return [in_flops(one) for one in content]
    if not isinstance(content, dict):
        return content
    found = {}
    for name, value in content.items():
        if name in ("macs", "training_macs"):
            twice = 2 * value if isinstance(value, int) else f"2*({value})"
            found[name.replace("macs", "flops")] = twice
        else:
            found[name] = FLOPS.convention if name == "convention" else in_flops(value)
    return found
