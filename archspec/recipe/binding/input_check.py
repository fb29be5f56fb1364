"""Whether a field has the shape that an input takes."""

from collections.abc import Iterator

from archspec.diagnostics import Fix, Problem
from archspec.recipe.binding.given import Given, Path
from archspec.recipe.binding.ports import fits
from archspec.recipe.fields import Sizes
from archspec.recipe.fitting import Shape
from archspec.shapes import shape_text


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


def unknown_numbers(name: str, known: int | None, given: Given) -> Iterator[Problem]:
    """The finding that a field has more numbers than are looked up in what its input goes to."""
    if known is not None and given.numbers is not None and given.numbers > known:
        yield too_many_numbers(name, given.numbers, known, given.origin)


def too_many_numbers(name: str, numbers: int, known: int | None, field: Path) -> Problem:
    """The finding that words have more numbers than an embedding has vectors.

    Args:
        name: of the input.
        numbers: how many the words have.
        known: how many vectors there are, where that is known.
        field: where the words are written, relative to `train`.
    """
    vectors = "fewer" if known is None else f"{known:,}"
    fact = f"the input `{name}` is {numbers:,} different numbers, and {vectors} are looked up"
    fix = Fix(f"write `vocabulary: {numbers}` in the `embedding`")
    return Problem("A652", fact, field, fixes=(fix,))


def _input(name: str, shape: Sizes) -> str:
    sizes = f"[{', '.join(map(str, shape))}]"
    return f"input: {sizes}" if name == "input" else f"inputs: {{{name}: {sizes}}}"
