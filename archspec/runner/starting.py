"""Fills a network with the weights with which a training is to begin, and says what fitted."""

from collections.abc import Collection
from functools import partial
from pathlib import Path

from torch import nn

from archspec.diagnostics import Diagnostic, Failure, Fix, Problem
from archspec.recipe import RecipeFailure
from archspec.recipe.keys import fits
from archspec.recipe.start import WEIGHTS, Start
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
        Failure: A523 and A524 where torchvision has no such weights, A641 and A642 where a run has
            none that are whole.
        RecipeFailure: A520 to A522 where the weights cannot be read or do not fit, A656 where a
            pattern means nothing of the model and nothing of the file; then nothing of the model
            was changed.
    """
    patterns = start.spared or ()
    file, ways_out = _file(start, name), partial(spare, patterns)
    try:
        return load_weights(model, file, spared=partial(_spared, patterns), way_out=ways_out)
    except RecipeFailure:
        raise
    except Failure as failure:
        # The file was named in the recipe.
        raise RecipeFailure(_at_weights(one) for one in failure.diagnostics) from None


def _at_weights(one: Diagnostic) -> Problem:
    fixes = tuple(Fix(help_.text) for help_ in one.helps)
    return Problem(one.code, one.message, WEIGHTS, notes=tuple(one.notes), fixes=fixes)


def _spared(patterns: Collection[str], names: Collection[str]) -> Collection[str]:
    """The names of a model and of a file that patterns mean."""
    if wrong := [*strange_patterns(tuple(patterns), names)]:
        raise RecipeFailure(wrong)
    return [name for name in names if any(fits(name, one) for one in patterns)]


def _file(start: Start, name: str) -> Path:
    if start.published:
        return locate(start.weights, name)
    return weights_file(start.path, "best") if start.path.is_dir() else start.path
