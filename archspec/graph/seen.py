"""Receptive fields in words."""

from collections.abc import Iterator, Mapping

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


def output_sees(graph: Graph) -> Iterator[str]:
    """For each input what an output sees, whether that is all of it, and how far windows reach."""
    for one in graph.inputs:
        field = graph.receptive_fields.get(one.name, ReceptiveField())
        if field.extent:
            what = f"`{as_name(one.name)}`" if len(graph.inputs) > 1 else "the input"
            whole = " (whole input)" if field.extent == one.shape.sizes else ""
            beyond = field.spans != field.extent
            windows = f", by windows {_times(field.spans)}" if beyond else ""
            yield f"an output sees {_times(field.extent)} of {what}{whole}{windows}"


def _times(sizes: tuple[int, ...]) -> str:
    return "×".join(map(str, sizes))
