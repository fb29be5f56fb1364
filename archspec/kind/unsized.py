"""Layers that cannot be made before a size that the file leaves open is known."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from archspec.diagnostics import Fix, Problem
from archspec.shapes import Size, open_names

if TYPE_CHECKING:
    from archspec.kind.layer import Layer, Shapes


def unsized(layer: "Layer", shapes: "Shapes") -> Problem | None:
    """A411 for a layer whose weights or arguments depend on an open size, if it is one."""
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


def _needs(layer: "Layer", shapes: "Shapes") -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The shapes of its parameters, and the arguments it is made with."""
    yield from layer.parameters(shapes).items()
    for name, value in layer.lower(shapes).args.items():
        if isinstance(value, (Size, tuple)):
            yield name, value if isinstance(value, tuple) else (value,)
