"""Whether samples have the shape that a network takes, and can be changed as a recipe says."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from archspec.diagnostics import Fix, Problem
from archspec.recipe.data import Normalize, Values
from archspec.recipe.datasets import DATASETS
from archspec.recipe.fitting import Finding, Shape, agrees
from archspec.recipe.given_values import MEASURED, out_of_range
from archspec.recipe.training import Recipe
from archspec.shapes import shape_text

if TYPE_CHECKING:
    from archspec.recipe.augmentation import Augmentation

SCALED: Final = (3, 32, 32)
"""What an input may be that takes images of any size, where it has no sizes yet."""

FEW: Final = 4
"""Channels for which a number is written out."""


def parts(recipe: Recipe, _input: Shape, _output: Shape) -> Finding:
    """A data set that does not say where it is, or what is held back for nothing."""
    data, facts = recipe.data, DATASETS[recipe.data.name]
    if facts.shape is None and data.root is None:
        what = "the .npz file" if data.name == "npz" else "the folder of images"
        yield Problem(
            "A603",
            f"`{data.name}` does not say where {what} is",
            ("data",),
            "has no `root`",
            fixes=(Fix(f"add `root: ` with the path of {what}"),),
        )
    if facts.test is not None and data.test is not None:
        yield Problem(
            "A603",
            f"{data.name} has {facts.test:,} test images of its own",
            ("data", "test"),
            "holds back training images for nothing",
            fixes=(Fix("remove `test`"),),
        )


def input_fits(recipe: Recipe, given: Shape, _output: Shape) -> Finding:
    """An input of another shape than samples have."""
    facts = DATASETS[recipe.data.name]
    if facts.shape is not None and not agrees(given, facts.shape):
        yield wrong_input(recipe.data.name, facts.shape, given)
    if recipe.data.name == "image_folder" and (len(given) != 3 or given[0] not in (1, 3)):
        images = "images are 1×height×width or 3×height×width"
        fact = f"the network takes {shape_text(given)}, but {images}"
        sizes = ", ".join(map(str, given[1:] if len(given) == len(SCALED) else SCALED[1:]))
        fix = Fix(f"write `input: [{SCALED[0]}, {sizes}]`: images are converted and scaled to that")
        yield Problem("A605", fact, ("data", "dataset"), fixes=(fix,))


def wrong_input(dataset: str, shape: Sequence[int], given: Shape) -> Problem:
    """The finding that samples do not have the shape that the network takes."""
    return Problem(
        "A605",
        f"the network takes {shape_text(given)}, but samples of {dataset} are {shape_text(shape)}",
        ("data", "dataset"),
        f"gives {shape_text(shape)}",
        fixes=(Fix(f"write `input: [{', '.join(map(str, shape))}]`"),),
        shape=tuple(shape),
    )


def pixels(recipe: Recipe, given: Shape, _output: Shape) -> Finding:
    """Augmentation and normalisation that samples of this shape cannot have."""
    yield from unfit_changes(recipe.data.augment, given, ("data", "augment"))
    # What has three channels and is no array has bytes, which are taken as 0 to 1.
    known = recipe.data.name != "npz" and (DATASETS[recipe.data.name].shape or given[:1] == (3,))
    yield from unfit_values(recipe.data.normalize, given, fractions=bool(known))


def unfit_changes(
    changes: "Sequence[Augmentation]", given: Shape, where: tuple[str | int, ...]
) -> Finding:
    """Augmentation that samples of this shape cannot have.

    Args:
        changes: in their order.
        given: the shape that the network takes.
        where: the list of changes, relative to `train`.
    """
    if not changes:
        return
    from archspec.recipe.augmentations import ColorJitter, Crop, Erase, GaussianNoise
    from archspec.recipe.transform_check import unfit_transforms

    sizes = [size for size in given[1:] if isinstance(size, int)]
    for place, change in enumerate(changes):
        reach = {Crop: "padding", Erase: "size"}.get(type(change))
        field = (*where, place)
        if len(given) != 3 and not isinstance(change, GaussianNoise):
            yield Problem(
                "A608",
                f"`{change.kind}` needs images, but the network takes {shape_text(given)}",
                field,
            )
        elif isinstance(change, ColorJitter) and given[0] not in (1, 3):
            yield Problem(
                "A608",
                f"`color_jitter` needs 1 or 3 channels, but the network takes {shape_text(given)}",
                field,
            )
        elif reach and sizes and getattr(change, reach) >= min(sizes):
            yield Problem(
                "A608",
                f"`{change.kind}: {getattr(change, reach)}` reaches across the whole image "
                f"({shape_text(given)})",
                field,
            )
    if len(given) == 3:
        yield from unfit_transforms(changes, given, where)


def unfit_values(values: Normalize, given: Shape, *, fractions: bool) -> Finding:
    """Means and deviations that images of this shape cannot have.

    Args:
        values: how images are normalised.
        given: the shape that the network takes.
        fractions: whether values are of 0 to 1, as bytes are taken.
    """
    if not isinstance(values, Values) or not given or not isinstance(given[0], int):
        return
    counts = {"mean": len(values.mean), "std": len(values.std)}
    if wrong := {name: count for name, count in counts.items() if count != given[0]}:
        for name in wrong:
            yield _other_count(name, getattr(values, name), given[0])
    elif fractions:
        yield from out_of_range(values, 0, 1)


def _other_count(name: str, values: Sequence[float], channels: int) -> Problem:
    numbers = "1 number" if len(values) == 1 else f"{len(values)} numbers"
    wanted = "1 channel" if channels == 1 else f"{channels} channels"
    fact = f"`{name}` has {numbers}, but samples have {wanted}"
    repeated = (
        ", ".join([f"{values[0]:g}"] * channels) if len(values) == 1 < channels <= FEW else ""
    )
    repeat = (Fix(f"write it for each channel: `{name}: [{repeated}]`"),) if repeated else ()
    fixes = (*repeat, Fix(MEASURED))
    return Problem("A608", fact, ("data", "normalize", "values", name), fixes=fixes)
