"""A720."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archspec.diagnostics import Diagnostic, Fix, Problem
from archspec.graph import Graph
from archspec.language import Spec, locate_in

if TYPE_CHECKING:
    from archspec.recipe import Data


def nothing_held_back(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """A data set of one's own of which all samples are trained on.

    How well samples were learnt by heart says nothing about others (Hastie, Tibshirani and Friedman
    2009, The Elements of Statistical Learning, section 7.2). Where files lie where they are said to
    be, their names say whether they have parts of their own.
    """
    if spec.recipe is None or spec.train is None:
        return
    # The classes of recipes are imported only for who trains.
    from archspec.recipe.on_disk import parts_on_disk

    data = spec.recipe.data
    if any(word is not None for word in (data.val, data.test, data.part, data.folds)) or _has_parts(
        data
    ):
        return
    if data.root is None and data.dataset is not None:
        return
    parts = parts_on_disk(data)
    if parts is not None and parts != {"train"}:
        return
    problem = Problem(
        "A720",
        "nothing is held back: all figures will be of what was trained on"
        if parts
        else "nothing is held back, unless the data has parts of its own",
        ("data",),
        notes=("they say how well it was learnt by heart, and nothing of other samples",),
        fixes=(Fix("hold a part back: `val: 0.1`"),),
    )
    yield locate_in(problem, spec.train, spec.train.span)


def _has_parts(data: "Data") -> bool:
    """Whether it is known to have samples to test on, without a look at any file."""
    from archspec.recipe import DATASETS
    from archspec.recipe.generated import GENERATED
    from archspec.recipe.published import PUBLISHED

    published = PUBLISHED.get(data.name)
    if published is not None and len(published.parts) > 1:
        return True
    known = GENERATED.get(data.dataset or "") or DATASETS.get(data.dataset or "")
    if known is not None and known.test:
        return True
    return any(len(getattr(files, "parts", ())) > 1 for files in (data.table, data.arrays))
