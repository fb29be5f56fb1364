"""Whether the pictures of a folder are of one scale, within each part and from part to part."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from archspec.diagnostics import Fix, Problem
from archspec.recipe import RecipeFailure
from archspec.runner.data.extent import EachExtent, Extent, extent_of
from archspec.runner.data.samples import PARTS, Part, Split
from archspec.runner.data.scale import Mixture, advice, doubt, mixture


def scale_notes(root: Path, parts: Mapping[Part, Split]) -> tuple[str, ...]:
    """What is odd about the scales of decoded pictures, each a sentence without a full stop.

    Args:
        root: the folder they lie in.
        parts: the pictures; those to train on, one or more, among them.

    Raises:
        RecipeFailure: A624 where a part is certainly of another scale than the pictures to train
            on, or has pictures of two scales.
    """
    filled = [part for part in PARTS if part in parts and len(parts[part])]
    extents = {part: extent_of(parts[part].samples) for part in filled}
    return (*_within(root, parts, extents), *_between(root, extents))


def _within(
    root: Path, parts: Mapping[Part, Split], extents: Mapping[Part, EachExtent]
) -> Iterator[str]:
    for part, one in extents.items():
        if (found := mixture(one)) is None:
            continue
        why = _two_heaps(found, parts[part], one)
        if found.doubt == "certain":
            fact = f"the pictures of `{part}` in `{root}` are of two scales"
            raise _unfit(fact, why, "save all of them with values of 0 to 255, or all of 0 to 1")
        yield f"the pictures of `{part}` may be of two scales: {why}"


def _two_heaps(found: Mixture, split: Split, one: EachExtent) -> str:
    low, high = (split.files[number].name for number in found.examples)
    few = f"{found.few:,} of {len(one.tops):,} end at {found.low:g} or below (`{low}`)"
    return f"{few}, the others at {found.high:g} or above (`{high}`)"


def _between(root: Path, extents: Mapping[Part, Extent]) -> Iterator[str]:
    train = extents["train"]
    for part, one in extents.items():
        found = None if part == "train" else doubt(train, one)
        here, there = (f"{extent.low:g} to {extent.high:g}" for extent in (one, train))
        why = f"they hold {here}, and those to train on {there}"
        if found == "certain":
            fact = f"the pictures of `{part}` in `{root}` are of another scale"
            raise _unfit(fact, why, advice(train, one, "them"))
        if found:
            yield f"the pictures of `{part}` may be of another scale: {why}"


def _unfit(fact: str, why: str, advice: str) -> RecipeFailure:
    fixes = (Fix(advice),)
    return RecipeFailure([Problem("A624", fact, ("data", "root"), notes=(why,), fixes=fixes)])
