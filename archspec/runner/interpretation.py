"""What the figures of a run do and do not say, in plain words."""

from collections.abc import Iterator
from math import sqrt

from archspec.diagnostics.readable import as_name
from archspec.recipe import Recipe
from archspec.runner.result import RunResult


def interpretation(recipe: Recipe, result: RunResult) -> Iterator[str]:
    """Sentences on what the accuracy was measured on, and what to make of it."""
    yield _measured_on(recipe, result)
    yield from _margin(result)
    yield from _gap(result)
    if (answer := _only_answer(result)) is not None:
        yield (
            f"It takes every sample for `{as_name(answer)}`: it tells nothing apart, and its "
            "accuracy is the share of that class. More epochs of the same seldom change that: try "
            "another learning rate, and see whether the labels belong to their samples."
        )
    elif guess := chance(result):
        yield guess
    elif result.best == len(result.history) and not result.stopped_early and result.best > 1:
        yield "The last epoch was the best: more epochs may help."


def chance(result: RunResult) -> str:
    """What is to be said of a network that tells classes apart no better than without looking.

    One that always names the most frequent class is right as often as that class is there.
    """
    parts = [result.evaluations.get(part) for part in ("test", "val", "train")]
    one = next((one for one in parts if one is not None), None)
    if one is None or not one.confusion:
        return ""
    most, place = max((sum(row), -place) for place, row in enumerate(one.confusion))
    share, name = most / one.count, as_name(one.classes[-place])
    spread = 1.96 * sqrt(share * (1 - share) / one.count)
    if (one.accuracy or 0) > share + spread:
        return ""
    return (
        f"That is no better than chance: always answering `{name}` would be right in {share:.1%} "
        f"of the {one.part} samples."
    )


def _measured_on(recipe: Recipe, result: RunResult) -> str:
    chosen = f"The weights are those of epoch {result.best}, the best by {recipe.watch} on"
    if recipe.data.val == "test":
        return (
            f"{chosen} the test samples themselves. What was chosen by looking at them is measured "
            "on them too, so the figure is somewhat too good; `val: 0.1` would keep them unseen."
        )
    if "val" in result.evaluations:
        seen = "The test samples were not looked at before." if "test" in result.evaluations else ""
        none = "There are no test samples, so the validation figure is somewhat too good."
        return f"{chosen} the validation samples. {seen or none}"
    if "test" in result.evaluations:
        return f"{chosen} the training samples. The test samples were not looked at before."
    return (
        f"{chosen} the training samples, and there are no others: these figures say how well the "
        "samples were learnt by heart, not what the network will do with new ones."
    )


def _margin(result: RunResult) -> Iterator[str]:
    """The 95 % interval of a share (Wald); seeds differ by more."""
    one = result.evaluations.get("test") or result.evaluations.get("val")
    if one is None or one.accuracy is None:
        return
    margin = 1.96 * sqrt(one.accuracy * (1 - one.accuracy) / one.count)
    yield (
        f"With {one.count:,} samples, {one.accuracy:.1%} is known to about ±{margin:.1%}; another "
        "seed may differ by more than that."
    )


def _gap(result: RunResult) -> Iterator[str]:
    train = result.evaluations["train"].accuracy
    other = result.evaluations.get("val") or result.evaluations.get("test")
    if other is None or train is None or other.accuracy is None:
        return
    if train - other.accuracy > 0.05:
        yield (
            f"It does {train - other.accuracy:.1%} better on the samples it was trained on: it "
            "overfits. A penalty, dropout, augmentation or more data may help."
        )


def _only_answer(result: RunResult) -> str | None:
    """The class that everything is taken for, where there is one such."""
    one = result.evaluations["train"]
    columns = zip(*one.confusion, strict=True)
    answers = [name for name, column in zip(one.classes, columns, strict=False) if any(column)]
    return answers[0] if len(answers) == 1 and len(one.classes) > 1 else None
