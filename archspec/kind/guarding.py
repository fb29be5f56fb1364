"""Kinds of others: what their code raises becomes a finding at the layer."""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from archspec.diagnostics import Failure, Problem
from archspec.kind.layer import Layer
from archspec.plugins import told
from archspec.shapes import Shape

ASKED: Final = ("infer", "parameters", "macs", "window", "lower")
"""What is asked of a kind before anything is built."""

OURS: Final = "archspec."


def is_of_others(cls: type[Layer]) -> bool:
    """Whether a kind comes from a plug-in."""
    return not cls.__module__.startswith(OURS)


def guard(cls: type[Layer]) -> None:
    """Lets the methods of a kind of others fail by findings; those of our own stay as they are."""
    for name in ASKED:
        method = inspect.getattr_static(cls, name)
        own = any(name in vars(one) for one in cls.__mro__ if not one.__module__.startswith(OURS))
        if own and inspect.isfunction(method) and not hasattr(method, "__wrapped__"):
            setattr(cls, name, _guarded(method, name, cls.kind))


def _guarded(method: Callable[..., Any], name: str, kind: str) -> Callable[..., Any]:
    @functools.wraps(method)
    def asked(*args: Any, **kwargs: Any) -> Any:
        try:
            found = method(*args, **kwargs)
        except Failure:
            raise
        except Exception as error:  # whatever somebody's code raises
            file = Path(method.__code__.co_filename)
            note = f"in `{file.name}`, {told(error, file)}"
            problem = Problem("A530", f"`{name}` of the kind `{kind}` fails", notes=(note,))
            if name == "infer":
                return problem
            raise Failure([problem.unlocated()]) from error
        if name == "infer" and not isinstance(found, Shape | Problem):
            fact = f"`infer` of the kind `{kind}` gives {type(found).__name__}, and no `Shape`"
            return Problem("A530", fact)
        return found

    return asked
