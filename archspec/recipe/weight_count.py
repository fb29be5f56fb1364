"""Whether a loss has a weight for each class."""

from collections.abc import Iterator

from archspec.diagnostics import Fix, Problem
from archspec.diagnostics.readable import how_many
from archspec.recipe.losses import Loss

Path = tuple[str | int, ...]


def unfit_weights(
    loss: Loss, where: Path, classes: int | None, scores: object
) -> Iterator[Problem]:
    """A list of weights that is longer or shorter than there are classes.

    An output has a score for each class, so that its size tells how many there are where only the
    data would. An output of another size than there are classes is a mistake of its own: weights
    that fit either of the two are not spoken of.

    Args:
        loss: with its weights.
        where: the loss is written, relative to `train`.
        classes: how many there are; None where only the data tells it.
        scores: the channels of the output; no number where they are open.

    >>> from archspec.recipe.losses import CrossEntropy
    >>> loss = CrossEntropy(class_weights=(1, 2, 4))
    >>> [one.message for one in unfit_weights(loss, ("loss",), None, 10)]
    ['`class_weights` has 3 numbers, but the network gives 10 scores']
    """
    given = loss.weighed
    known = [one for one in (classes, scores) if isinstance(one, int)]
    if given is None or given == "balanced" or not known or len(given) in known:
        return
    there = (
        f"the network gives {how_many(known[0], 'score')}"
        if classes is None
        else f"there are {classes:,} classes"
    )
    fact = f"`class_weights` has {how_many(len(given), 'number')}, but {there}"
    fix = Fix("write a number for each, or `class_weights: balanced`")
    yield Problem("A606", fact, (*where, loss.kind, "class_weights"), fixes=(fix,))
