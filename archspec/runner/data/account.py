"""What was found of a data set, in one line, and what is odd about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import torch

from archspec.diagnostics.readable import as_name
from archspec.diagnostics.suggest import listed
from archspec.recipe import Data
from archspec.runner.data.normalization import chunks
from archspec.runner.data.samples import PARTS, DataSet, Divided, LeftOut, Part, Samples

SHOWN: Final = 6
"""Names of classes in a line."""

DOES: Final[dict[Part, str]] = {"train": "to train on", "val": "to validate", "test": "to test"}

NOTHING_HELD_BACK: Final = (
    "no samples are held back, so all figures are of samples that were trained on: `val: 0.1` "
    "holds a part of them back"
)


@dataclass(frozen=True)
class Account:
    """What was found of a data set.

    Args:
        counts: samples in each part.
        classes: their names; none where labels are numbers.
        images: whether samples are images.
        left_out: what was not taken.
        notes: what is odd about it, each a sentence without a full stop.
        drawn: how many training samples an epoch has, where that is said.
    """

    counts: Mapping[Part, int]
    classes: tuple[str, ...] = ()
    images: bool = True
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    drawn: int | None = None

    @property
    def line(self) -> str:
        """All but the notes, in one line.

        >>> left = (LeftOut("1 folder", "empty", ("bird",)),)
        >>> Account({"train": 12}, ("cat", "dog"), left_out=left).line
        '2 classes (cat, dog), 12 images: 12 to train on; left out: 1 folder (empty: bird)'
        """
        total, what = sum(self.counts.values()), "images" if self.images else "samples"
        parts = ", ".join(self._of_part(part, n) for part, n in self.counts.items())
        left = f"; left out: {', '.join(map(left_text, self.left_out))}" if self.left_out else ""
        return f"{self._classes()}{total:,} {what}: {parts}{left}"

    def _of_part(self, part: Part, count: int) -> str:
        if part != "train" or self.drawn is None or self.drawn >= count:
            return f"{count:,} {DOES[part]}"
        return f"{self.drawn:,} of {count:,} {DOES[part]} each epoch"

    def _classes(self) -> str:
        names = [as_name(name) for name in self.classes[:SHOWN]]
        more = ["…"] if len(self.classes) > SHOWN else []
        listed = ", ".join(names + more)
        return f"{len(self.classes):,} classes ({listed}), " if names else ""


def left_text(one: LeftOut) -> str:
    """What was left out, and why.

    >>> left_text(LeftOut("3 files", "no image", ("a.txt", "b.txt")))
    '3 files (no image: a.txt, b.txt, …)'
    >>> left_text(LeftOut("15 images of `val`", "because of `val: 0.2`"))
    '15 images of `val`, because of `val: 0.2`'
    """
    if not one.examples:
        return f"{one.what}, {one.why}"
    count = int(one.what.split()[0].replace(",", ""))
    more = ["…"] if count > len(one.examples) else []
    return f"{one.what} ({one.why}: {', '.join([*one.examples, *more])})"


def account_of(recipe: Data, data: DataSet) -> Account:
    """The account of a data set as the recipe divides it."""
    counts = {part: len(data.parts[part]) for part in PARTS if part in data.parts}
    if recipe.val == "test":
        # The same samples do both, and are counted once.
        counts.pop("val", None)
    images = len(data.parts["train"].samples.shape) == 3
    notes = (*data.notes, *_notes(data))
    return Account(counts, data.classes, images, data.left_out, notes)


def repeat_notes(data: Divided) -> Iterator[str]:
    """Which parts have images that are trained on, each a sentence without a full stop."""
    for part in PARTS:
        if part == "val" and data.parts.get("val") is data.parts.get("test"):
            continue  # The same images do both.
        if count := data.repeats.get(part):
            total = len(data.parts[part])
            which = f"all {total:,}" if count == total else f"{count:,} of the {total:,}"
            yield (
                f"{which} images of `{part}` stand among those to train on too, byte for byte: "
                f"figures of `{part}` are too good"
            )


def _notes(data: DataSet) -> Iterator[str]:
    if {*data.parts} == {"train"}:
        yield NOTHING_HELD_BACK
    yield from repeat_notes(data)
    if _all_equal(data.parts["train"].samples):
        yield "all training samples are equal"
    if not data.classes:
        return
    known = data.parts["train"].labels.bincount(minlength=len(data.classes))
    absent = [as_name(data.classes[place]) for place in (known == 0).nonzero().flatten().tolist()]
    if len(absent) == 1:
        yield f"class `{absent[0]}` has no training sample"
    elif absent:
        yield f"{len(absent):,} classes have no training sample: {listed(absent, SHOWN)}"


def _all_equal(samples: Samples) -> bool:
    """Whether there are several samples and each is the same; seldom more than two are read."""
    ends = torch.tensor([0, len(samples) - 1])
    first, last = samples.take(ends)
    if len(samples) < 2 or bool((first != last).any()):
        return False
    return all(bool((samples.take(index) == first).all()) for index in chunks(samples))
