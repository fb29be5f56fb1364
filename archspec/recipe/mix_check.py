"""Whether samples can be mixed, and what they are compared with."""

from collections.abc import Iterator, Mapping, Sequence

from archspec.diagnostics import Fix, Problem
from archspec.recipe.fitting import Finding, Shape
from archspec.recipe.losses import Loss
from archspec.recipe.trainable import lone_sample
from archspec.recipe.training import Recipe
from archspec.shapes import shape_text

WITHOUT = Fix("leave `mix` out")
NUMBERED = ("tokens", "category")
"""Kinds of fields whose numbers stand for words, and are no quantities."""


def mixes(recipe: Recipe, given: Shape, _output: Shape) -> Finding:
    """A mix of samples that are one image, or one array, with one label."""
    yield from unfit_mixes(recipe, {"": given}, {}, {"": recipe.loss})


def unfit_mixes(
    recipe: Recipe,
    inputs: Mapping[str, Shape],
    kinds: Mapping[str, str],
    losses: Mapping[str, Loss],
) -> Iterator[Problem]:
    """What of the inputs and the losses allows no samples that are made of two.

    Args:
        recipe: how to train.
        inputs: the shape of each; the only one of a network may have no name.
        kinds: the kind of the field of each, where it has one.
        losses: of each output that is trained, likewise.
    """
    yield from lone_mixes(recipe)
    for place, way in enumerate(recipe.mix):
        field = ("mix", place)
        for output, loss in losses.items():
            if "classes" not in loss.targets:
                whom = f"`{output}` is compared by" if output else "the loss is"
                fact = f"`{way.kind}` mixes classes, and {whom} `{loss.kind}`"
                yield Problem("A657", fact, field, fixes=(WITHOUT,))
        if why := _unfit(way.kind, inputs, kinds):
            yield Problem("A657", f"`{way.kind}` {why}", field, fixes=(WITHOUT,))


def lone_mixes(recipe: Recipe, samples: int | None = None) -> Iterator[Problem]:
    """The findings that a batch has no two samples to be mixed; of `samples`, where known."""
    if lone := lone_sample(recipe, samples):
        for place, way in enumerate(recipe.mix):
            fact = f"`{way.kind}` mixes samples of a batch, and a batch has one"
            yield Problem("A657", fact, ("mix", place), fixes=(lone.fix, WITHOUT))


def _unfit(way: str, inputs: Mapping[str, Shape], kinds: Mapping[str, str]) -> str:
    """Why inputs cannot be mixed so; nothing where they can."""
    for name, shape in inputs.items():
        whom = f"the input `{name}`" if name else "the network"
        if kinds.get(name) in NUMBERED:
            return f"blends numbers, and {whom} takes `{kinds[name]}`, which number words"
        if way == "cutmix" and (
            len(shape) != 3 or kinds.get(name, "image") not in ("image", "array")
        ):
            return f"puts a box of one image into another, and {whom} takes {shape_text(shape)}"
    if way == "cutmix" and (two := _two_sizes(inputs)):
        return f"puts one box into all images of a sample, which are {two[0]} and {two[1]}"
    return ""


def _two_sizes(inputs: Mapping[str, Shape]) -> Sequence[str]:
    """Two sizes of images, where inputs have more than one."""
    sizes = dict.fromkeys(shape_text(shape[1:]) for shape in inputs.values())
    return [*sizes][:2] if len(sizes) > 1 else ()
