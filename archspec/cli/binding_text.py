"""The fields of a sample and where they go, as a table for people and as data for programs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from archspec.diagnostics.readable import WIDEST, printable

HEADS: Final = ("field", "kind", "made of", "what it is", "where it goes")
LEAST: Final = 8
"""Letters that a column keeps."""


def binding_text(binding: Any, ports: Any) -> str:
    """A line for each field.

    Args:
        binding: which field each input and output takes.
        ports: the inputs and outputs of the network.
    """
    rows = [HEADS, *(_row(one, binding, ports) for one in binding.fields.values())]
    widths = fitting([max(len(row[place]) for row in rows) for place in range(len(HEADS))])
    cells = ([_cut(cell, width) for cell, width in zip(row, widths, strict=True)] for row in rows)
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in cells)


def fitting(widths: Sequence[int]) -> list[int]:
    """Widths of columns that a line has room for, two blanks between them: the widest give way.

    >>> fitting([5, 8, 70, 20]), fitting([5, 8])
    ([5, 8, 41, 20], [5, 8])
    """
    found = [*widths]
    while sum(found) + 2 * (len(found) - 1) > WIDEST and max(found) > LEAST:
        found[found.index(max(found))] -= 1
    return found


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
    return _shown(given.name), given.kind, _shown(made), said, goes


def _goes(name: str, binding: Any, inputs: Mapping[str, Any]) -> Iterator[str]:
    for port, field in binding.inputs.items():
        if field == name:
            yield f"{_port('input', port)} ({'×'.join(map(str, inputs[port]))})"
    for port, one in binding.targets.items():
        if one.field == name:
            yield f"{_port('output', port)}, by {one.loss.kind}"


def _port(word: str, name: str) -> str:
    """What an input or an output is called; the only one is called as what it is."""
    return word if name == word else f"{word} {_shown(name)}"


def _field(given: Any) -> dict[str, Any]:
    columns = [
        {"name": column.name, "holds": column.holds, "shape": column.shape}
        for column in given.columns or ()
    ]
    return {"kind": given.kind, "of": list(given.field.columns), "columns": columns}


def _shown(text: str) -> str:
    return str(printable(text))


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
