"""Fills a network with the weights with which a training is to begin, and says what fitted."""

from collections.abc import Collection
from functools import partial
from pathlib import Path

from torch import nn

from archspec.recipe import RecipeFailure
from archspec.recipe.keys import fits
from archspec.recipe.start import Start
from archspec.recipe.start_check import spare, strange_patterns
from archspec.runner.session.weights import weights_file
from archspec.weights import LoadReport, load_weights, locate


def start_from(start: Start, model: nn.Module, name: str) -> LoadReport:
    """Fill a model as a recipe says.

    Args:
        start: from where, and what keeps its initial values.
        model: on the CPU.
        name: of the network, by which torchvision has weights of it.

    Raises:
        Failure: A520 to A524 where the weights cannot be had or do not fit, A641 and A642 where a
            run has none that are whole; then nothing of the model was changed.
        RecipeFailure: A656 where a pattern means nothing of the model and nothing of the file.
    """
    patterns = start.spared or ()
    chosen = partial(_spared, patterns)
    return load_weights(model, _file(start, name), spared=chosen, way_out=partial(spare, patterns))


def _spared(patterns: Collection[str], names: Collection[str]) -> Collection[str]:
    """The names of a model and of a file that patterns mean."""
    if wrong := [*strange_patterns(tuple(patterns), names)]:
        raise RecipeFailure(wrong)
    return [name for name in names if any(fits(name, one) for one in patterns)]


def _file(start: Start, name: str) -> Path:
    if start.published:
        return locate(start.weights, name)
    return weights_file(start.path, "best") if start.path.is_dir() else start.path
