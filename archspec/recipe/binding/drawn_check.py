"""Whether a data set that is drawn can be drawn in the sizes that a network takes."""

from collections.abc import Iterator
from math import prod

from archspec.diagnostics import Fix, Problem
from archspec.recipe.binding.ports import Ports
from archspec.recipe.binding.resolution import Resolution
from archspec.recipe.data import Data
from archspec.recipe.fitting import Shape
from archspec.recipe.generated import GENERATED, MAX_VALUES, Drawn
from archspec.shapes import shape_text


def undrawable(data: Data, ports: Ports, resolved: Resolution) -> Iterator[Problem]:
    """Sizes that are too small or too large for what is drawn, and two sizes for one drawing."""
    drawn = GENERATED.get(data.dataset or "")
    if drawn is None or not drawn.drawn:
        return
    asked = {
        name: ports.inputs[name]
        for name, field in resolved.inputs.items()
        if {*resolved.fields[field].field.columns} & drawn.sized.keys()
    }
    for name, shape in asked.items():
        if why := _unfit(drawn, shape):
            yield _problem(f"the input `{name}` takes {shape_text(shape)}, and {why}")
            return
    if len({tuple(map(str, shape)) for shape in asked.values()}) > 1:
        said = " and ".join(f"`{name}` {shape_text(shape)}" for name, shape in asked.items())
        fact = f"{data.dataset} is drawn in one size, and the inputs take several: {said}"
        yield _problem(fact)


def _unfit(drawn: Drawn, shape: Shape) -> str:
    """Why nothing is drawn in this shape; nothing where it is, or where a size is open."""
    least, most = drawn.sizes
    sizes = [size for size in shape if type(size) is int]
    within = sizes[1:] if len(shape) > 2 else sizes
    if any(not least <= size <= most for size in within):
        return f"drawings have sides of {least:,} to {most:,}"
    if prod(sizes) * (drawn.train + drawn.test) > MAX_VALUES:
        return f"{drawn.train + drawn.test:,} samples of that size are too many to draw"
    return ""


def _problem(fact: str) -> Problem:
    fix = Fix("write another size of the `input`, or take samples of your own")
    return Problem("A605", fact, ("data", "dataset"), fixes=(fix,))
