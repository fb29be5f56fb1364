"""What data says of the network that is to be trained on it."""

from collections.abc import Collection
from typing import Final, Literal

from archspec.dataclass import dataclass
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.starter.families.family import Family
from archspec.starter.request import Unfit

Holds = Literal["images", "masks", "texts", "numbers", "arrays"]
"""What a sample is."""

FAMILY: Final[dict[Holds, str]] = {
    "images": "convnet",
    "masks": "unet",
    "texts": "transformer",
    "numbers": "mlp",
}
"""The family that is taken where none is asked for; of arrays, their axes say it."""

FITTING: Final[dict[Holds, tuple[str, ...]]] = {
    "images": ("convnet", "vgg", "resnet", "mobilenet", "convnext", "vit", "autoencoder", "mlp"),
    "masks": ("unet",),
    "texts": ("transformer", "lstm", "gru"),
    "numbers": ("mlp",),
}
"""The families that take such samples; of arrays, their axes say it."""


@dataclass(frozen=True, slots=True)
class Found:
    """Data as somebody has it, once it was looked at.

    Args:
        holds: what a sample is.
        lines: of the recipe: the data, and what an output is compared with.
        sizes: of a sample; empty where the network may choose them.
        classes: among how many to decide; 0 where numbers are predicted.
        values: how many numbers to predict; 0 where classes are told apart.
        told: what is predicted of what, for whoever asked.
        left_out: columns that are not taken, each with the reason.
        words: inputs that take words by their numbers, each with how many there are.
        samples: how many there are to train on, where that was looked at; up to the most that are.
    """

    holds: Holds
    lines: tuple[str, ...]
    sizes: tuple[int, ...] = ()
    classes: int = 0
    values: int = 0
    told: str = ""
    left_out: tuple[str, ...] = ()
    words: tuple[tuple[str, int], ...] = ()
    samples: int = 0


def check_fits(family: Family, found: Found | None) -> None:
    """Nothing, where a family takes such samples.

    Raises:
        Unfit: with those that do.
    """
    fitting = FITTING.get(found.holds, ()) if found else ()
    if found is not None and fitting and family.word not in fitting:
        others = ", ".join(fitting)
        raise Unfit(f"`{family.word}` takes no such samples; for {found.holds} there are {others}")


def refused(code: str, fact: str, *helps: str) -> Failure:
    """The failure that no network can be begun for some data."""
    return Failure([Diagnostic(code, fact, helps=tuple(map(Help, helps)))])


def held_back(parts: Collection[str] | None) -> str:
    """The words that hold samples back to validate, unless the data has such a part.

    >>> held_back({"train"}), held_back({"train", "val"})
    (', val: 0.1', '')
    """
    return "" if parts is not None and "val" in parts else ", val: 0.1"
