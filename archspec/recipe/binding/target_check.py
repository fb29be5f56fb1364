"""Whether an output can be compared with a field by a loss, and measured by its metrics."""

from collections.abc import Iterator, Sequence
from typing import Final

from archspec.diagnostics import Fix, OtherWidth, Problem
from archspec.recipe.binding.given import Given, Path
from archspec.recipe.binding.lookups import meant
from archspec.recipe.binding.ports import fits
from archspec.recipe.binding.wanted import Wanted
from archspec.recipe.fields import Class, Mask, Sizes
from archspec.recipe.fitting import Shape
from archspec.recipe.metrics import METRICS, Metric
from archspec.recipe.weight_count import unfit_weights
from archspec.shapes import shape_text

USUAL: Final = {"classes": "cross_entropy", "answers": "bce_with_logits", "numbers": "mse"}
"""A loss for what a field holds."""


def fits_target(one: Wanted, output: Shape, given: Given) -> bool:
    """Whether a field may be what an output is compared with."""
    return compares(one, given) and fits(output, output_shapes(one, given))


def compares(one: Wanted, given: Given) -> bool:
    """Whether a loss compares with what a field holds."""
    return not set(one.loss.targets).isdisjoint(given.compares)


def output_shapes(one: Wanted, given: Given) -> tuple[Sizes, ...]:
    """The shapes that an output may have; none where nothing is known.

    With classes it is a score for each, before the axes of what has a class each.
    """
    count, field = given.classes, given.field
    single = one.loss.yes_or_no and count in (2, None)
    if isinstance(field, Class):
        return ((1,), (count,)) if single else ((count,),)
    if isinstance(field, Mask):
        return ((1, None, None), (count, None, None)) if single else ((count, None, None),)
    if field.kind == "array" and "classes" in one.loss.targets:
        return ()
    return given.shapes


def unfit_target(
    one: Wanted, output: Shape, given: Given, images: Sequence[Shape]
) -> Iterator[Problem]:
    """What is wrong with comparing an output with a field.

    Args:
        one: the output, and how it is compared.
        output: its shape.
        given: the field.
        images: the shapes of the inputs that take images, to whose size masks are brought.
    """
    if not compares(one, given):
        yield _no_comparison(one, given)
        return
    if not fits(output, output_shapes(one, given)):
        yield _other_shape(one, output, given)
    elif isinstance(given.field, Mask):
        yield from _other_size(one, output, given, images)
    if output:
        yield from unfit_weights(one.loss, one.origin, given.classes, output[0])
    yield from _strange_metrics(one, given)


def _no_comparison(one: Wanted, given: Given) -> Problem:
    usual = next((USUAL[word] for word in given.compares), None)
    fact = f"`{one.loss.kind}` does not compare with {_called(given)}"
    # In the short form it is the same finding for each output that training gives besides.
    what = "what the network gives" if one.origin == ("loss",) else f"the output `{one.output}`"
    notes = (f"{what} is compared with the field `{given.name}`",)
    fixes = (Fix(f"write `loss: {usual}`"),) if usual else ()
    if given.kind == "array" and given.holds == "text":
        fixes = (Fix(f"make it a class: `fields: {{{given.name}: {{class: {given.name}}}}}`"),)
    return Problem("A606", fact, one.origin, notes=notes, fixes=fixes)


def _other_shape(one: Wanted, output: Shape, given: Given) -> Problem:
    name, count = f"the output `{one.output}`", given.classes
    shapes = output_shapes(one, given)
    if count is not None and any(len(shape) == len(output) for shape in shapes):
        scores = f"{output[0]} score{'' if output[0] == 1 else 's'}"
        fact = f"{name} has {scores}, but `{given.name}` has {count} classes"
        listed = getattr(given.field, "classes", None) is not None
        field: Path = (*given.origin[:-1], "classes") if listed and given.origin else given.origin
        fixes, width = _last_layer(count, output), OtherWidth(count, one.output)
        return Problem("A604", fact, field or ("data",), fixes=fixes, width=width)
    wanted = " or ".join(map(_text, shapes))
    fact = f"{name} is {shape_text(output)}, but `{given.name}` needs {wanted}"
    vectors = (shape[0] for shape in shapes if len(shape) == 1 and shape[0] is not None)
    fixes = tuple(fix for size in vectors for fix in _last_layer(size, output))
    return Problem("A652", fact, given.origin or one.origin, fixes=fixes)


def _last_layer(width: int, output: Shape) -> tuple[Fix, ...]:
    """What to change where a network ends in a vector, or in maps."""
    word = {1: f"`linear: {width}`", 3: f"`conv: {{width: {width}, kernel: 1}}`"}.get(len(output))
    return (Fix(f"end the network with {word}"),) if word else ()


def _other_size(
    one: Wanted, output: Shape, given: Given, images: Sequence[Shape]
) -> Iterator[Problem]:
    """A map of classes that is not as large as the image, as masks are."""
    for image in images:
        sizes = [*zip(output[1:], image[1:], strict=False)]
        if any(type(a) is int and type(b) is int and a != b for a, b in sizes):
            fact = (
                f"the output `{one.output}` is {shape_text(output)}, but masks have the size of "
                f"the image: {shape_text(image[1:])}"
            )
            fix = Fix("end the network with an `upsample`, or use a stride less")
            yield Problem("A652", fact, given.origin or one.origin, fixes=(fix,))


def _strange_metrics(one: Wanted, given: Given) -> Iterator[Problem]:
    for place, metric in enumerate(one.metrics):
        if not measures(metric, one, given):
            yield no_figure(metric.kind, one, given, (*one.origin[:-1], "metrics", place))


def measures(metric: Metric | type[Metric], one: Wanted, given: Given | None) -> bool:
    """Whether a metric is one of what a field holds; numbers may be a yes or no for each output.

    Of a loss over two outputs nothing is given.
    """
    held = set(one.loss.targets if given is None else given.compares)
    if one.loss.yes_or_no and "numbers" in held:
        held = held - {"numbers"} | {"answers"}
    return not held.isdisjoint(metric.compares)


def figures(one: Wanted, given: Given | None) -> list[str]:
    """The metrics that an output can have."""
    kinds = [kind for kind in METRICS.kinds if issubclass(kind, Metric)]
    return [kind.kind for kind in kinds if measures(kind, one, given)]


def no_figure(word: str, one: Wanted, given: Given | None, field: Path) -> Problem:
    """The finding that an output cannot have a figure, with those that it can have."""
    known = word in METRICS.by_name
    what = f"`{one.loss.kind}`" if given is None else _called(given)
    fact = f"`{word}` is no figure of {what}" if known else f"there is no figure `{word}`"
    usual = figures(one, given)
    notes = (f"figures of `{one.output}` are {', '.join(('loss', *usual))}",)
    return Problem("A606" if known else "A653", fact, field, notes=notes, fixes=meant(word, usual))


def _called(given: Given) -> str:
    """A kind of field as a part of a sentence; some are several by their name."""
    article = "an" if given.kind[:1] in "aeiou" else "a"
    several = given.kind in ("numbers", "classes", "tokens")
    if given.kind == "array" and given.holds == "text":
        return "an `array` of text"
    return f"`{given.kind}`" if several else f"{article} `{given.kind}`"


def _text(shape: Sizes) -> str:
    words = {0: "classes", 1: "height", 2: "width"}
    parts = [words.get(n, "…") if size is None else str(size) for n, size in enumerate(shape)]
    return "×".join(parts) if parts else "a single number"
