"""Data that a recipe lets a function make: code, which runs where the caller allows it alone."""

import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from archspec.diagnostics import Fix, Problem
from archspec.diagnostics.readable import as_name
from archspec.recipe import Recipe, RecipeFailure
from archspec.recipe.python_source import PythonSource
from archspec.runner.own.datasets import GivenData, given_data
from archspec.runner.own.parts import Own

PLACE = ("data", "python")


def with_code(own: Own | None, recipe: Recipe, *, allowed: bool) -> Own | None:
    """What a caller brings along, and the data of the recipe's function, if it names one.

    Args:
        own: what the caller brings along.
        recipe: how to train.
        allowed: whether code that a recipe names may run.

    Raises:
        RecipeFailure: A667 where it may not, A620 where there is no such function, A622 where it
            fails.
        Failure: A624 where it gives no data set.
    """
    source = recipe.data.python
    if source is None or (own is not None and own.data is not None):
        return own
    if not allowed:
        raise _not_allowed(source)
    return replace(own or Own(), data=_made(source))


def _made(source: PythonSource) -> GivenData:
    function = _function(source)
    try:
        made = function(**source.arguments)
    except Exception as error:
        # Whatever a stranger's function raises is no fault of this program.
        raise _failed(f"`{source.of}` fails", error) from error
    return given_data(made, source.names)


def _function(source: PythonSource) -> Callable[..., Any]:
    module, _, name = source.of.partition(":")
    here = str(Path.cwd())
    if here not in sys.path:
        # As `python -m` finds them; what a data set imports later is found as well.
        sys.path.insert(0, here)
    try:
        found = getattr(import_module(module), name, None)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise _failed(f"`{module}` cannot be imported", error) from error
        fact = f"there is no module `{error.name}`"
        fix = Fix("start the command in the folder in which it lies, or name that in PYTHONPATH")
        notes = (f"looked in `{here}` and where Python finds modules",)
        raise RecipeFailure([Problem("A620", fact, PLACE, notes=notes, fixes=(fix,))]) from None
    except Exception as error:
        raise _failed(f"`{module}` cannot be imported", error) from error
    if not callable(found):
        fact = f"`{module}` has no function `{name}`"
        raise RecipeFailure([Problem("A620", fact, PLACE)])
    function: Callable[..., Any] = found
    return function


def _failed(fact: str, error: Exception) -> RecipeFailure:
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    said = f"{type(error).__name__}: {as_name(str(error))}"
    at = f"{Path(where.tb_frame.f_code.co_filename).name}, line {where.tb_lineno}" if where else ""
    notes = (said, f"in {at}") if at else (said,)
    return RecipeFailure([Problem("A622", fact, PLACE, notes=notes)])


def _not_allowed(source: PythonSource) -> RecipeFailure:
    module = source.of.partition(":")[0]
    fact = f"the samples are made by `{source.of}`, which is code, and no code was allowed to run"
    fixes = (
        Fix(f"read `{module}`; if you trust it, add `--allow-code` to the command"),
        Fix("or, in Python, `network.train(…, allow_code=True)`"),
    )
    return RecipeFailure([Problem("A667", fact, PLACE, fixes=fixes)])
