"""The fields of a sample and where they go, as a table for people and as data for programs."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from archspec.diagnostics.readable import printable

HEADS: Final = ("field", "kind", "made of", "what it is", "where it goes")
WIDEST: Final = 32
"""Letters of a cell, so that the table fits a terminal."""


def binding_text(binding: Any, ports: Any) -> str:
    """A line for each field.

    Args:
        binding: which field each input and output takes.
        ports: the inputs and outputs of the network.
    """
    rows = [HEADS, *(_row(one, binding, ports) for one in binding.fields.values())]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADS))]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(lines)


def binding_dict(binding: Any) -> dict[str, Any]:
    """The same as values."""
    return {
        "fields": {name: _field(one) for name, one in binding.fields.items()},
        "inputs": dict(binding.inputs),
        "targets": {
            name: {
                "loss": one.loss.kind,
                "field": one.field,
                "metrics": [metric.kind for metric in one.metrics],
            }
            for name, one in binding.targets.items()
        },
        "absent": [one.path for one in binding.absent],
    }


def _row(given: Any, binding: Any, ports: Any) -> tuple[str, ...]:
    listed = not isinstance(given.field.of, str)
    found = [column.name for column in given.columns or ()] if listed else []
    made = ", ".join(found or given.field.columns)
    goes = ", ".join(_goes(given.name, binding, ports.inputs)) or "nowhere"
    said = given.said.removeprefix("is ").removeprefix("has ")
    return _cut(given.name), given.kind, _cut(made), said, goes


def _goes(name: str, binding: Any, inputs: Mapping[str, Any]) -> Iterator[str]:
    for port, field in binding.inputs.items():
        if field == name:
            yield f"input {_cut(port)} ({'×'.join(map(str, inputs[port]))})"
    for port, one in binding.targets.items():
        if one.field == name:
            yield f"output {_cut(port)}, by {one.loss.kind}"


def _field(given: Any) -> dict[str, Any]:
    columns = [
        {"name": column.name, "holds": column.holds, "shape": column.shape}
        for column in given.columns or ()
    ]
    return {"kind": given.kind, "of": list(given.field.columns), "columns": columns}


def _cut(text: str) -> str:
    shown = str(printable(text))
    return shown if len(shown) <= WIDEST else shown[: WIDEST - 1] + "…"
