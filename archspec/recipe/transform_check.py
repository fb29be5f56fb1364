"""Whether torchvision's transforms, in their order, leave what a network takes."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from math import inf
from typing import Final

from archspec.dataclass import dataclass
from archspec.diagnostics import Fix, Problem
from archspec.recipe.augmentation import Augmentation
from archspec.recipe.fitting import Finding, Shape
from archspec.recipe.transforms import MOST, Transform
from archspec.shapes import shape_text

Path = tuple[str | int, ...]
OF_COLOURS = ("color", "auto_augment")
"""Families of transforms that take images of one channel, or of red, green and blue."""


@dataclass(frozen=True)
class Numbers:
    """What torchvision takes for a field, beyond what the table of its signatures says.

    Args:
        counts: how many numbers a list may have.
        is_range: whether what is drawn lies between two of them.
        least: the least number.
        most: the largest one.
        positive: whether 0 is too little.
        spread: whether a single number is how far what is drawn goes to both sides of 0.
        odd: whether they are odd.
    """

    counts: tuple[int, ...] = (2,)
    is_range: bool = False
    least: float = -inf
    most: float = inf
    positive: bool = False
    spread: bool = False
    odd: bool = False


_FACTOR: Final = Numbers(is_range=True, least=0)
_TURN: Final = Numbers(is_range=True, spread=True)
_HUE: Final = Numbers(is_range=True, least=-0.5, most=0.5, spread=True)
_SHARE: Final = Numbers(is_range=True, least=0, most=1)
_RATIO: Final = Numbers(is_range=True, positive=True)
_COLOURS: Final = {**dict.fromkeys(("brightness", "contrast", "saturation"), _FACTOR), "hue": _HUE}

NUMBERS: Final[Mapping[str, Mapping[str, Numbers]]] = {
    "AugMix": {"severity": Numbers(least=1, most=10)},
    "ColorJitter": _COLOURS,
    "ElasticTransform": {"alpha": Numbers((1, 2)), "sigma": Numbers((1, 2))},
    "GaussianBlur": {
        "kernel_size": Numbers((1, 2), positive=True, odd=True),
        "sigma": Numbers((1, 2), is_range=True, positive=True),
    },
    "JPEG": {"quality": Numbers(is_range=True, least=1, most=100)},
    "Pad": {"padding": Numbers((1, 2, 4))},
    "RandomAffine": {
        "degrees": _TURN,
        "translate": Numbers(least=0, most=1),
        "scale": _RATIO,
        "shear": Numbers((2, 4), is_range=True, spread=True),
        "center": Numbers(),
    },
    "RandAugment": {"num_ops": Numbers(least=0), "num_magnitude_bins": Numbers(least=1)},
    "RandomAdjustSharpness": {"sharpness_factor": Numbers(least=0)},
    "RandomCrop": {"padding": Numbers((1, 2, 4), least=0)},
    "RandomErasing": {"scale": _SHARE, "ratio": _RATIO},
    "RandomPerspective": {"distortion_scale": Numbers(least=0, most=1)},
    "RandomPhotometricDistort": _COLOURS,
    "RandomPosterize": {"bits": Numbers(least=0, most=8)},
    "RandomResizedCrop": {"scale": _FACTOR, "ratio": _RATIO},
    "RandomRotation": {"degrees": _TURN, "center": Numbers()},
    "RandomShortestSize": {"min_size": Numbers((*range(1, MOST + 1),), positive=True)},
    "RandomSolarize": {"threshold": Numbers(most=1)},
    "RandomZoomOut": {"side_range": Numbers(is_range=True)},
    "ScaleJitter": {"scale_range": Numbers()},
    "TrivialAugmentWide": {"num_magnitude_bins": Numbers(least=1)},
}
"""By the class of torchvision, and by field."""

WORDS: Final = {1: "one", 2: "two", 3: "three", 4: "four"}


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
        yield from _numbers(one, given[0], (*place, one.kind))
    for theirs, some in groupby(enumerate(changes), lambda pair: isinstance(pair[1], Transform)):
        if theirs:
            yield from _of_other_size([*some], where)


def _numbers(one: Transform, channels: object, place: Path) -> Finding:
    """Numbers that torchvision refuses, or of which it draws nothing."""
    known = dict(NUMBERS.get(one.target, {}))
    if "fill" in type(one).model_fields and isinstance(channels, int):
        known["fill"] = Numbers((1, channels))
    if one.target == "RandAugment":
        known["magnitude"] = Numbers(most=vars(one)["num_magnitude_bins"] - 1)
    if one.target == "RandomChoice":
        known["p"] = Numbers((len(one.inner),))
        if (shares := vars(one)["p"]) and not any(shares):
            yield Problem("A608", "`p` is 0 for each, so that none is drawn", (*place, "p"))
    for name, takes in known.items():
        value = getattr(one, name)
        if value is not None and (found := _refusal(name, value, takes)):
            fact, *fixes = found
            yield Problem("A608", fact, (*place, name), fixes=tuple(map(Fix, fixes)))


def _refusal(name: str, value: float | tuple[float, ...], takes: Numbers) -> tuple[str, ...]:
    """What is wrong with a value, and what may be written instead; nothing where it is fine."""
    several = value if isinstance(value, tuple) else (value,)
    if isinstance(value, tuple) and len(value) not in takes.counts:
        what = "a range, of" if takes.is_range else "a list of"
        counts = " or ".join(WORDS.get(count, str(count)) for count in dict.fromkeys(takes.counts))
        numbers = "number" if {*takes.counts} == {1} else "numbers"
        return (f"`{name}` is {what} {counts} {numbers} and not of {len(value)}",)
    if takes.spread and not isinstance(value, tuple) and value < 0:
        return (
            f"`{name}` goes so far to both sides, and not {value:g}",
            f"write `{name}: {-value:g}`",
        )
    for number in several:
        if takes.positive and number <= 0:
            return (f"`{name}` is above 0, and not {number:g}",)
        if takes.odd and number % 2 == 0:
            odd = [f"{one - (one % 2 == 0):g}" for one in several]
            instead = f"[{', '.join(odd)}]" if value is several else odd[0]
            return (f"`{name}` is odd, and not {number:g}", f"write `{name}: {instead}`")
        if number < takes.least:
            return (f"`{name}` is at least {takes.least:g}, and not {number:g}",)
        if number > takes.most:
            return (f"`{name}` is at most {takes.most:g}, and not {number:g}",)
    lows, highs = several[::2], several[1::2]
    for low, high in zip(lows, highs, strict=False) if takes.is_range else ():
        if low > high:
            fact = f"the range `{name}` ends at {high:g}, below its beginning, {low:g}"
            pairs = (sorted(pair) for pair in zip(lows, highs, strict=True))
            rising = ", ".join(f"{number:g}" for pair in pairs for number in pair)
            return (fact, f"write `{name}: [{rising}]`")
    return ()


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
