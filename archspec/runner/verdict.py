"""Whether a training has come to nothing."""

from collections.abc import Iterator
from math import sqrt
from typing import Final

from archspec.diagnostics.readable import as_name, as_percent
from archspec.recipe import Recipe
from archspec.runner.high_loss import high_loss
from archspec.runner.margin import margin, points
from archspec.runner.measure import Evaluation
from archspec.runner.result import RunResult

HARDLY: Final = 0.02
"""The part of what chance leaves to be found that counts for nothing, however well it is known."""


def verdict(recipe: Recipe, result: RunResult) -> str:
    """Why a training has come to nothing, as a sentence without a capital and a full stop.

    Nothing where it has come to something.
    """
    if too_high := high_loss(recipe, result):
        return too_high
    if (answer := only_answer(result)) is not None:
        return (
            f"it takes every sample for `{as_name(answer)}`: it tells nothing apart, and its "
            "accuracy is the share of that class. More epochs of the same seldom change that: try "
            "another learning rate, and see whether the labels belong to their samples"
        )
    if against_chance(result.evaluations["train"], alike=alike(recipe)):
        return (
            "it has learnt next to nothing: even on the samples it was trained on it is not "
            "clearly better than chance. Train longer, raise the learning rate or enlarge the "
            "network"
        )
    return ""


def alike(recipe: Recipe) -> bool:
    """Whether it is trained so that all classes count alike, or nearly so."""
    drawn = recipe.sampler is not None and recipe.sampler.balanced is not None
    return drawn or any(getattr(one, "class_weights", None) for one in _losses(recipe))


def chance(recipe: Recipe, result: RunResult) -> str:
    """What is to be said of a network that tells new samples apart no better than chance."""
    parts = [result.evaluations.get(part) for part in ("test", "val", "train")]
    one = next((one for one in parts if one is not None), None)
    return "" if one is None else against_chance(one, alike=alike(recipe))


def against_chance(one: Evaluation, *, alike: bool = False) -> str:
    """What is to be said of figures that are no better than without looking; nothing else.

    A network that always names the most frequent class is right as often as that class is there,
    and finds all of one class. Where classes count `alike`, a network gives up some of the most
    frequent ones for others, so that what it finds of each class, on the mean, is held against
    that.
    """
    if one.share_found is None or one.mean_recall is None:
        return ""
    most, place = max((sum(row), -place) for place, row in enumerate(one.confusion))
    name = f"`{as_name(one.classes[-place])}`"
    if alike:
        found, share, spread = one.mean_recall, 1 / _there(one), _recall_margin(one)
        what, right = f"of each class, on the mean, in the {one.part} samples", "find"
    else:
        found, share = one.share_found, most / one.count
        spread, what, right = margin(share, one.count), f"of the {one.part} samples", "be right in"
    if found > share + max(spread, HARDLY * (1 - share)):
        return ""
    told, known = "no", ""
    if found > share + spread:
        told = "hardly"
    elif found > share:
        told, known = "not certainly", f"; {one.count:,} samples leave ±{points(spread)}"
    return (
        f"{as_percent(found)} {what} is {told} better than chance: always answering {name} would "
        f"{right} {as_percent(share)}{'' if alike else ' of them'}{known}."
    )


def _losses(recipe: Recipe) -> Iterator[object]:
    yield recipe.loss
    yield from (getattr(target, "loss", None) for target in recipe.targets.values())


def _there(one: Evaluation) -> int:
    """How many classes have samples."""
    return sum(share is not None for share in one.per_class.values())


def _recall_margin(one: Evaluation) -> float:
    """Half of the 95 % interval of the mean of what is found of each class."""
    rows = [(row[i], sum(row)) for i, row in enumerate(one.confusion) if any(row)]
    return sqrt(sum(margin(right / of, of) ** 2 for right, of in rows)) / len(rows)


def only_answer(result: RunResult) -> str | None:
    """The class that everything is taken for, where there is one such."""
    one = result.evaluations["train"]
    if one.share_found is None:
        return None
    columns = zip(*one.confusion, strict=True)
    answers = [name for name, column in zip(one.classes, columns, strict=False) if any(column)]
    return answers[0] if len(answers) == 1 and len(one.classes) > 1 else None
