"""Whether torchvision's transforms, in their order, leave what a network takes."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from archspec.diagnostics import Fix, Problem
from archspec.recipe.augmentation import Augmentation
from archspec.recipe.fitting import Finding, Shape, shape_text
from archspec.recipe.transforms import Transform

Path = tuple[str | int, ...]
OF_COLOURS = ("color", "auto_augment")
"""Families of transforms that take images of one channel, or of red, green and blue."""

RANGES: Final[Mapping[str, tuple[str, ...]]] = {
    "ColorJitter": ("brightness", "contrast", "saturation", "hue"),
    "GaussianBlur": ("sigma",),
    "JPEG": ("quality",),
    "RandomAffine": ("degrees", "scale", "shear"),
    "RandomErasing": ("scale", "ratio"),
    "RandomPhotometricDistort": ("brightness", "contrast", "saturation", "hue"),
    "RandomResizedCrop": ("scale", "ratio"),
    "RandomRotation": ("degrees",),
    "RandomZoomOut": ("side_range",),
}
"""Fields whose two numbers are a range from which is drawn, by the class of torchvision."""

OTHERWISE: Final = {"sigma": (1,), "shear": (4,)}
"""How many numbers some of them may be instead."""


def unfit_transforms(changes: Sequence[Augmentation], given: Shape, where: Path) -> Finding:
    """Transforms that images of a shape cannot have, or that leave images of another.

    Args:
        changes: in their order, our own among them.
        given: what the network takes, (C, H, W).
        where: the list of changes, relative to `train`.
    """
    for one, place in each_transform(changes, where):
        if one.family in OF_COLOURS and given[0] not in (1, 3):
            fact = f"`{one.kind}` needs 1 or 3 channels, but the network takes {shape_text(given)}"
            yield Problem("A608", fact, place)
        yield from _ranges(one, (*place, one.kind))
    for theirs, some in groupby(enumerate(changes), lambda pair: isinstance(pair[1], Transform)):
        if theirs:
            yield from _of_other_size([*some], where)


def _ranges(one: Transform, place: Path) -> Finding:
    """Ranges that end below their beginning, or are no two numbers, from which nothing is drawn."""
    for name in RANGES.get(one.target, ()):
        value = getattr(one, name)
        if not isinstance(value, tuple):
            continue
        if len(value) not in (2, *OTHERWISE.get(name, ())):
            fact = f"`{name}` is a range, of two numbers and not of {len(value)}"
            yield Problem("A608", fact, (*place, name))
        elif len(value) == 2 and value[0] > value[1]:
            fact = f"the range `{name}` ends at {value[1]:g}, below its beginning, {value[0]:g}"
            fix = Fix(f"write `{name}: [{value[1]:g}, {value[0]:g}]`")
            yield Problem("A608", fact, (*place, name), fixes=(fix,))


def unfit_for_masks(changes: Sequence[Augmentation], where: Path) -> Finding:
    """Transforms that cannot change masks along with their images."""
    for one, place in each_transform(changes, where):
        if one.family == "auto_augment":
            fact = f"`{one.kind}` would move images without their masks"
            fix = Fix("write the transforms that it draws from, as `random_affine`, in its place")
            yield Problem("A608", fact, place, fixes=(fix,))


def each_transform(
    changes: Sequence[Augmentation], where: Path
) -> Iterator[tuple[Transform, Path]]:
    """Every transform with its place, a container after those that it holds."""
    for number, one in enumerate(changes):
        if isinstance(one, Transform):
            yield from each_transform(one.inner, (*where, number, one.kind, "transforms"))
            yield one, (*where, number)


def _of_other_size(some: Sequence[tuple[int, Augmentation]], where: Path) -> Finding:
    """The transform after which images have another size to the end, if there is one."""
    transforms = [(number, one) for number, one in some if isinstance(one, Transform)]
    if one := _grown([one for _, one in transforms]):
        place = next(n for n, outer in transforms if _left(outer) is one)
        fact = f"after `{one.kind}` an image is not as large as the network takes it"
        fix = Fix("write `random_crop`, `center_crop` or `resize` after it")
        yield Problem("A608", fact, (*where, place), fixes=(fix,))


def _grown(some: Sequence[Transform]) -> Transform | None:
    """The last transform that leaves images of another size, where none after it ends that."""
    last = None
    for one in some:
        last = _left(one) or (None if one.sizes else last)
    return last


def _left(one: Transform) -> Transform | None:
    """What in a transform may leave an image of another size."""
    if one.expands:
        return one
    # The others draw one of theirs, or an order of them.
    whole = one.kind == "random_apply"
    return _grown(one.inner) if whole else next((each for each in one.inner if each.expands), None)
