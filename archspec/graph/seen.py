"""Receptive fields in words."""

from collections.abc import Mapping

from archspec.diagnostics.readable import as_name
from archspec.graph.ir import Graph
from archspec.graph.node import ReceptiveField


def seen(fields: Mapping[str, ReceptiveField], *, named: bool) -> str:
    """How much of the input they are, or of each of several by its name.

    Empty where nothing is seen, and where what is seen has no positions.

    >>> seen({"image": ReceptiveField((7, 7)), "age": ReceptiveField()}, named=True)
    'image 7×7'
    """
    extents = {name: _times(field.extent) for name, field in fields.items() if field.extent}
    return ", ".join(f"{as_name(n)} {one}" if named else one for n, one in extents.items())


def output_sees(graph: Graph) -> str:
    """What an output sees of each input, whether that is all of it, and how far windows reach."""
    fields = graph.receptive_fields
    parts = [
        _said(fields[one.name], one.shape.sizes, f"`{as_name(one.name)}`")
        if len(graph.inputs) > 1
        else _said(fields[one.name], one.shape.sizes, "the input")
        for one in graph.inputs
        if one.name in fields and fields[one.name].extent
    ]
    return f"an output sees {', '.join(parts)}" if parts else ""


def _said(field: ReceptiveField, sizes: tuple[int, ...], what: str) -> str:
    whole = " (whole input)" if field.extent == sizes else ""
    windows = f", by windows {_times(field.spans)}" if field.spans != field.extent else ""
    return f"{_times(field.extent)} of {what}{whole}{windows}"


def _times(sizes: tuple[int, ...]) -> str:
    return "×".join(map(str, sizes))
