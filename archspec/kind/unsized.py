"""Layers that cannot be made before a size that the file leaves open is known."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from archspec.diagnostics import Fix, Problem
from archspec.shapes import Shape, Size, open_names

if TYPE_CHECKING:
    from archspec.kind.layer import Layer, Shapes


MAX_TERMS: Final = 12
MAX_TEXT: Final = 1000
"""What a size may come to; of floors of sums of floors, each layer may double it."""


def unsized(layer: "Layer", shapes: "Shapes", output: Shape) -> Problem | None:
    """A411 for a layer whose weights, arguments or output ask for an open size, if it is one."""
    if any(_is_long(size) for size in output.sizes) or len(str(output)) > MAX_TEXT:
        return needs_size(layer.kind, shapes[0].dims, "many terms come of")
    for name, sizes in _needs(layer, shapes):
        if open_names(sizes):
            return needs_size(layer.kind, sizes, f"`{name}` would be", layer.any_size)
    return None


def needs_size(
    kind: str, sizes: tuple[Any, ...], what: str, any_size: str = "", field: tuple[str, ...] = ()
) -> Problem:
    """A411: the names that the layer needs, and what takes any size instead."""
    names = open_names(sizes)
    listed = " and ".join(f"`{name}`" for name in names)
    plural = "values" if len(names) > 1 else "value"
    settings = " ".join(f"--set {name}=…" for name in names)
    fixes = [Fix(any_size)] if any_size else []
    fixes.append(Fix(f"{'or ' if any_size else ''}say how large the input is: `{settings}`"))
    message = f"`{kind}` needs the {plural} of {listed}, which the input leaves open"
    label = f"{what} {'×'.join(map(str, sizes))}"
    return Problem("A411", message, field, label, fixes=tuple(fixes))


def as_multiples(factor: int, names: Iterable[str]) -> str:
    """What a file would write so that a factor divides its open sizes.

    >>> as_multiples(2, ["H", "W"])
    'write the sizes of the input as multiples: `2*H` and `2*W`'
    """
    written = " and ".join(f"`{factor}*{name}`" for name in names)
    return f"write the sizes of the input as multiples: {written}"


def _is_long(size: Any) -> bool:
    return isinstance(size, Size) and len(size.terms) > MAX_TERMS


def _needs(layer: "Layer", shapes: "Shapes") -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The shapes of its parameters, and the arguments it is made with."""
    yield from layer.parameters(shapes).items()
    for name, value in layer.lower(shapes).args.items():
        if isinstance(value, (Size, tuple)):
            yield name, value if isinstance(value, tuple) else (value,)
