"""What the figures of a run do and do not say, in plain words."""

from collections.abc import Iterator

from archspec.diagnostics.readable import as_percent
from archspec.recipe import Recipe
from archspec.runner.class_shares import differ, never_found, other_shares
from archspec.runner.margin import margin, points
from archspec.runner.measure import Evaluation
from archspec.runner.result import RunResult
from archspec.runner.verdict import chance, only_answer, verdict


def interpretation(recipe: Recipe, result: RunResult) -> Iterator[str]:
    """Sentences on what the accuracy was measured on, and what to make of it."""
    yield _measured_on(recipe, result)
    yield from _margin(result)
    unseen = _unseen(result) or result.evaluations["train"]
    guess, apart = chance(recipe, result), only_answer(result) is None
    if fault := verdict(recipe, result):
        yield f"Careful: {fault}."
        if guess and apart and unseen.part != "train":
            yield guess
    else:
        yield from _gap(result)
        yield from _parts(result)
        if guess:
            yield guess
        elif result.best == len(result.history) and not result.stopped_early and result.best > 1:
            yield "The last epoch was the best: more epochs may help."
    if apart:
        yield from never_found(unseen)


def _measured_on(recipe: Recipe, result: RunResult) -> str:
    chosen = f"The weights are those of epoch {result.best}, the best by {recipe.watch} on"
    if recipe.data.val == "test":
        return (
            f"{chosen} the test samples themselves. What was chosen by looking at them is measured "
            "on them too, so the figure is somewhat too good; `val: 0.1` would keep them unseen."
        )
    if "val" in result.evaluations:
        seen = _looked_at(result) if "test" in result.evaluations else ""
        none = "There are no test samples, so the validation figure is somewhat too good."
        return f"{chosen} the validation samples. {seen or none}"
    if "test" in result.evaluations:
        return f"{chosen} the training samples. {_looked_at(result)}"
    return (
        f"{chosen} the training samples, and there are no others: these figures say how well the "
        "samples were learnt by heart, not what the network will do with new ones."
    )


def _looked_at(result: RunResult) -> str:
    """Whether test samples are new to the network, as far as that is known."""
    if not result.seen:
        return "The test samples were not looked at before."
    return f"Careful: {'; '.join(result.seen)}."


def _margin(result: RunResult) -> Iterator[str]:
    one = _unseen(result)
    if one is None or one.share_found is None:
        return
    spread = points(margin(one.share_found, one.count))
    yield (
        f"With {one.count:,} samples, {as_percent(one.share_found)} is known to about ±{spread}; "
        "another seed may differ by more than that."
    )


def _gap(result: RunResult) -> Iterator[str]:
    """Overfitting, where the difference is large and no matter of which samples they are.

    Validation samples are most often of the same source as those that were trained on, and test
    samples may be of another: what differs between these two is no overfitting.
    """
    train, other = result.evaluations["train"], _apart(result)
    if other is None or train.share_found is None or other.share_found is None:
        return
    gap = train.share_found - other.share_found
    if gap <= 0 or not _differ(train, other):
        return
    better = f"It does {points(gap)} better on the samples it was trained on"
    if shares := other_shares(other, train):
        yield (
            f"{better}, and classes have other shares there: {shares}. Validation samples of the "
            "same shares, as `val: 0.1` takes, would tell whether it overfits."
        )
        return
    yield f"{better}: it overfits. A penalty, dropout, augmentation or more data may help."


def _parts(result: RunResult) -> Iterator[str]:
    """Validation and test samples that say something else."""
    train, val, test = (result.evaluations.get(part) for part in ("train", "val", "test"))
    if train is None or val is None or test is None or not _differ(val, test):
        return
    said = (
        f"{as_percent(val.share_found or 0)} of the validation samples are right, but "
        f"{as_percent(test.share_found or 0)} of the test samples: these are not alike"
    )
    shares = other_shares(test, train)
    yield f"{said}. Classes have other shares: {shares}." if shares else f"{said}."


def _differ(one: Evaluation, other: Evaluation) -> bool:
    """Whether the shares that were found of two parts differ by more than by chance."""
    found, others = one.share_found, other.share_found
    if found is None or others is None:
        return False
    return differ(found, one.count, others, other.count)


def _apart(result: RunResult) -> Evaluation | None:
    """The samples that were not trained on and are most like those that were."""
    return result.evaluations.get("val") or result.evaluations.get("test")


def _unseen(result: RunResult) -> Evaluation | None:
    """The figures that say most about new samples."""
    return result.evaluations.get("test") or result.evaluations.get("val")
