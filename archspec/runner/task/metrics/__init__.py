"""The figures that say how good a network is, each in a file that is called as it is in recipes."""

from dataclasses import fields
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Final

from archspec.recipe.metrics import METRICS as WORDS
from archspec.runner.task.metrics.metric import Metric


def _of_file(word: str) -> type[Metric]:
    """The figure that the file of a word has."""
    members = vars(import_module(f"{__name__}.{word}")).values()
    figures = (one for one in members if isinstance(one, type) and issubclass(one, Metric))
    (found,) = (one for one in figures if vars(one).get("kind") == word)
    return found


METRICS: Final[dict[str, type[Metric]]] = {
    info.name: _of_file(info.name) for info in iter_modules(__path__) if info.name in WORDS.by_name
}
"""Every figure by its word."""


def make_metric(word: str, *, independent: bool = False, **given: Any) -> Metric:
    """The figure of that word.

    Args:
        word: such as `f1`.
        independent: whether samples have several labels, each a yes or no.
        given: its own fields.

    >>> make_metric("top_k", k=3).name
    'top_3'
    """
    kind = METRICS[word]
    known = {one.name for one in fields(kind)}
    more = {"independent": independent} if "independent" in known else {}
    return kind(**more, **given)


__all__ = ["METRICS", "Metric", "make_metric"]
