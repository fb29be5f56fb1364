"""Whether a field has the shape that an input takes."""

from collections.abc import Iterator

from archspec.diagnostics import Fix, Problem
from archspec.recipe.binding.given import Given
from archspec.recipe.binding.ports import fits
from archspec.recipe.fields import Sizes
from archspec.recipe.fitting import Shape, shape_text


def unfit_input(name: str, shape: Shape, given: Given) -> Iterator[Problem]:
    """The finding that a field has another shape than the input that takes it."""
    if given.kind == "array" and given.holds == "text":
        fact = f"the input `{name}` takes numbers, but the array `{given.name}` is text"
        fix = Fix(f"make it numbers: `fields: {{{given.name}: {{category: {given.name}}}}}`")
        yield Problem("A654", fact, given.origin or ("data", "inputs", name), fixes=(fix,))
        return
    if fits(shape, given.shapes):
        return
    known = [one for one in given.shapes if one and None not in one]
    fixes = tuple(Fix(f"write `{_input(name, one)}`") for one in known[:1])
    # Of a field that the source has by itself, nothing is written.
    field = given.origin or ("data", "inputs", name)
    fact = f"the input `{name}` takes {shape_text(shape)}, but `{given.name}` {given.said}"
    yield Problem("A652", fact, field, fixes=fixes)


def _input(name: str, shape: Sizes) -> str:
    sizes = f"[{', '.join(map(str, shape))}]"
    return f"input: {sizes}" if name == "input" else f"inputs: {{{name}: {sizes}}}"
