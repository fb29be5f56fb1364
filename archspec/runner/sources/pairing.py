"""Pairs of samples, of which some are of one class and the others are not."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Generator, Tensor

from archspec.diagnostics import Fix
from archspec.recipe.pairs import Pairs
from archspec.runner.data.splits import FIXED
from archspec.runner.fields.reading import as_texts
from archspec.runner.sources.raw import Raw, unfit

FIRST, SECOND, SAME = Pairs.NAMES


def second_name(column: str) -> str:
    """What a column is called in the other sample of a pair.

    >>> second_name("image")
    'second image'
    """
    return f"{SECOND} {column}"


def paired(raw: Raw, columns: Sequence[str], by: str, alike: float) -> Raw:
    """Each sample with another one, always the same; never one of another part.

    Args:
        raw: the samples of one part.
        columns: of which there are to be two.
        by: the column with their classes.
        alike: the part of the pairs that are of one class.

    Raises:
        RecipeFailure: A624 where all samples are of one class, or each of its own.
    """
    texts = np.array(as_texts(by, raw.columns[by], "by"))
    classes = torch.from_numpy(np.unique(texts, return_inverse=True)[1].reshape(-1))
    others = partners(classes, alike)
    kept = raw.keep(others)
    seconds = {second_name(name): kept.columns[name] for name in columns}
    same = (classes == classes[others]).numpy().astype(np.int64)
    # The file of the other sample lies where the table of that one does.
    folders = {second_name(name): some for name, some in kept.folders.items() if name in columns}
    return Raw({**raw.columns, **seconds, SAME: same}, raw.count, {**raw.folders, **folders})


def partners(classes: Tensor, alike: float) -> Tensor:
    """The number of the other sample of each pair, which is never the sample itself.

    >>> classes = torch.tensor([0, 0, 1, 1])
    >>> found = partners(classes, 1.0)
    >>> classes[found], found
    (tensor([0, 0, 1, 1]), tensor([1, 0, 3, 2]))
    """
    random = Generator().manual_seed(FIXED)
    wanted = torch.rand(len(classes), generator=random) < alike
    order = torch.argsort(classes, stable=True)
    counts = classes.bincount()
    starts = counts.cumsum(0) - counts
    if int((counts > 0).sum()) < 2 or int(counts.max()) < 2:
        fix = Fix("pair by a field of which several samples have each of several values")
        raise unfit("no pairs can be both of one class and of two", ("pairs", "by"), fix)
    # A class with one sample has none that is like it.
    wanted &= counts[classes] > 1
    draws = torch.rand(len(classes), generator=random).double()
    place = torch.empty_like(order)
    place[order] = torch.arange(len(order))
    own, first = counts[classes], starts[classes]
    # Among the others of its class, and among all that stand before and behind its class.
    like = (draws * (own - 1)).long()
    like = first + like + (first + like >= place).long()
    unlike = (draws * (len(classes) - own)).long()
    unlike = unlike + torch.where(unlike >= first, own, torch.zeros_like(own))
    return order[torch.where(wanted, like, unlike)]
