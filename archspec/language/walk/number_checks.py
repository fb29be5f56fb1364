"""Whole numbers where a layer computes with real ones, or real ones where it looks them up."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from archspec.diagnostics import Diagnostic, Fix, Mark, Problem
from archspec.graph import Input, Node
from archspec.kind import EITHER, REAL, Layer, Numbers, Shapes
from archspec.language.fields.locate import locate
from archspec.shapes import Shape

WIDTH: Final = 64
"""Channels of the vectors that a help proposes."""
MAX_BACK: Final = 1000
"""Layers that are looked back through for where numbers come from; each of many asks anew."""


def unsuitable(layer: Layer, given: Sequence[Numbers], shapes: Shapes) -> Problem | None:
    """A413 for the first input that a layer cannot take, where there is a way out.

    Where there is none, it does not go with the shape either, which is said instead.
    """
    for place, one in enumerate(given):
        if one is REAL and layer.takes != "whole":
            continue
        takes = layer.takes_at(place)
        if not one.suit(takes):
            found = _looked_up if takes == "whole" else _computed_with
            return found(layer, one, shapes, place)
    return None


def _computed_with(layer: Layer, given: Numbers, shapes: Shapes, place: int) -> Problem | None:
    """Whole numbers that a layer would compute with."""
    fixes = tuple(_made_real(layer, given, shapes, place))
    if not fixes:
        return None
    bound = "" if given.below is None else f" below {given.below:,}"
    label = f"receives {shapes[place]} of whole numbers{bound}"
    fact = f"`{layer.kind}` computes with real numbers, "
    if not place:
        return Problem("A413", f"{fact}but it receives whole ones", label=label, fixes=fixes)
    field = layer.references()[place - 1][0]
    return Problem("A413", f"{fact}but `{field}` holds whole ones", (field,), label, fixes=fixes)


def _made_real(layer: Layer, given: Numbers, shapes: Shapes, place: int) -> Iterator[Fix]:
    """What would make real numbers of them that the layer can take."""
    shape, also = shapes[place], ""
    vectors = Shape((*shape.dims, WIDTH), len(shape.dims))
    if _fits(layer, shapes, place, vectors):
        count = "…" if given.below is None else given.below
        looked_up = f"embedding: {{width: {WIDTH}, vocabulary: {count}}}"
        yield _before("look up a vector for each", looked_up, place, sure=count != "…")
        also = "or "
    if _fits(layer, shapes, place, shape):
        most = (given.below or 0) - 1
        scaled = f"rescale: 1 / {most}" if most > 1 else "rescale: 1.0"
        words = "take them for quantities" + ", from 0 to 1" * (most > 1)
        yield _before(f"{also}{words}", scaled, place)


def _before(text: str, layer: str, place: int, *, sure: bool = True) -> Fix:
    """A layer to put before the one at fault, or behind another that it names."""
    if sure and not place:
        return Fix(text, before=(layer,))
    return Fix(f"{text}: `{layer}`{' behind it' if place else ''}")


def _fits(layer: Layer, shapes: Shapes, place: int, shape: Shape) -> bool:
    """Whether a layer could take this shape in that place."""
    return isinstance(layer.infer((*shapes[:place], shape, *shapes[place + 1 :])), Shape)


def _looked_up(layer: Layer, _: Numbers, shapes: Shapes, place: int) -> Problem:
    """Real numbers that a layer would look up."""
    shape = shapes[place]
    message = f"`{layer.kind}` looks whole numbers up, but it receives others"
    fixes = []
    if layer.looks_up is None or shape.channels <= layer.looks_up:
        largest = "reduce: argmax" if shape.spatial else "reduce: {by: argmax, keep: true}"
        text = f"look up which of the {shape.channels:,} channels is the largest"
        fixes.append(Fix(text, before=(largest,)))
    weighed = "weigh them instead: a `linear` takes real numbers"
    fixes.append(Fix(f"{'or ' if fixes else ''}{weighed}"))
    return Problem("A413", message, label=f"receives {shape} of real numbers", fixes=tuple(fixes))


def origin_of_numbers(
    node: Node, made: Mapping[str, Node], inputs: Mapping[str, Input]
) -> tuple[Mark, ...]:
    """Where the numbers became what the node cannot take: a layer, or an input."""
    for place, value in enumerate(node.inputs):
        takes = node.layer.takes_at(place)
        if _numbers(value, made, inputs).suit(takes):
            continue
        for _ in range(MAX_BACK):
            one = made.get(value)
            if one is None or not one.layer.keeps_whole:
                break
            value = next(v for v in one.inputs if not _numbers(v, made, inputs).suit(takes))
        return _mark(value, node, made, inputs, "real" if takes == "whole" else "whole")
    return ()


def _numbers(value: str, made: Mapping[str, Node], inputs: Mapping[str, Input]) -> Numbers:
    """What is known of the numbers of a value; nothing behind a mistake."""
    known = made.get(value) or inputs.get(value)
    return known.numbers if known else EITHER


def _mark(
    value: str, node: Node, made: Mapping[str, Node], inputs: Mapping[str, Input], what: str
) -> tuple[Mark, ...]:
    if value in inputs:
        return (Mark(inputs[value].span, f"`{inputs[value].name}` holds {what} numbers"),)
    span = made[value].origin.span
    return (Mark(span, f"this layer gives {what} numbers"),) if span != node.origin.span else ()


def beyond_vocabulary(
    nodes: Sequence[Node], made: Mapping[str, Node], inputs: Mapping[str, Input]
) -> Iterator[Diagnostic]:
    """A407 for what looks up fewer numbers than the value may hold that it takes."""
    for node in nodes:
        known = node.layer.looks_up
        if known is None:
            continue
        value = node.inputs[0]
        below = _numbers(value, made, inputs).below
        if below is None or below <= known:
            continue
        who = f"`{inputs[value].name}` holds" if value in inputs else "it receives"
        message = f"{who} numbers below {below:,}, and this `{node.layer.kind}` has vectors for "
        fixes = [Fix("look up as many", {"vocabulary": below})]
        if value not in inputs and _is_part(value, made):
            apart = "or, where columns count different things, make each an input of its own"
            fixes.append(Fix(f"{apart}, this one with `values: {known}`"))
        found = Problem("A407", f"{message}{known:,}", ("vocabulary",), fixes=tuple(fixes))
        yield locate(found, node.origin)


def _is_part(value: str, made: Mapping[str, Node]) -> bool:
    """Whether a value has numbers of an input as they are, such as one column of it."""
    while value in made and made[value].layer.keeps_whole:
        value = made[value].inputs[0]
    return value not in made
