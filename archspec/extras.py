"""What is installed on request: each extra with the packages that it brings.

A plain installation checks, shows, draws and prints networks. Whatever takes more says so by
`require` before it imports it.
"""

import functools
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from types import MappingProxyType
from typing import Final, ParamSpec, TypeVar

from archspec.diagnostics import Diagnostic, Failure, Help

DISTRIBUTION: Final = "archspec-nn"

TORCH: Final = ("torch", "torchvision", "safetensors", "numpy", "PIL")

EXTRAS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "torch": TORCH,
        "train": (*TORCH, "matplotlib", "rich"),
        "draw": ("matplotlib",),
        "graphviz": ("pygraphviz",),
        "onnx": (*TORCH, "onnx", "onnxscript", "onnxruntime"),
        "sweep": (*TORCH, "matplotlib", "rich", "optuna"),
        "tables": ("polars",),
        "track": ("tensorboard",),
        "wandb": ("wandb",),
        "mlflow": ("alembic", "mlflow", "sqlalchemy"),
    }
)
"""By the name of each extra, the modules that are imported where it is used."""

PACKAGES: Final[Mapping[str, str]] = MappingProxyType({"PIL": "pillow", "mlflow": "mlflow-skinny"})
"""The package that a module comes with, where its name is another."""

Taken = ParamSpec("Taken")
Given = TypeVar("Given")


def missing(extra: str) -> tuple[str, ...]:
    """The packages of an extra that are not installed; nothing is imported.

    >>> missing("draw")
    ()
    """
    return tuple(PACKAGES.get(n, n) for n in EXTRAS[extra] if find_spec(n) is None)


def install(extra: str) -> str:
    """The command that installs it.

    >>> install("train")
    "pip install 'archspec-nn[train]'"
    """
    return f"pip install '{DISTRIBUTION}[{extra}]'"


def require(extra: str, what: str, *others: str) -> None:
    """Nothing, where all packages of an extra are installed.

    Args:
        extra: its name.
        what: takes them, such as `archspec build`.
        others: what may be done instead, if something may.

    Raises:
        Failure: A506, which says how to install it.
    """
    if absent := missing(extra):
        *most, last = [f"`{name}`" for name in absent]
        named = f"{', '.join(most)} and {last}" if most else last
        verb = "is" if len(absent) == 1 else "are"
        helps = (Help(f"install it with `{install(extra)}`"), *map(Help, others))
        message = f"{named} {verb} not installed, which {what} takes"
        raise Failure([Diagnostic("A506", message, helps=helps)])


def takes(extra: str, what: str) -> Callable[[Callable[Taken, Given]], Callable[Taken, Given]]:
    """Makes a function require an extra before it does anything.

    >>> @takes("draw", "a poster")
    ... def poster(): return "drawn"
    >>> poster()
    'drawn'
    """

    def requiring(function: Callable[Taken, Given]) -> Callable[Taken, Given]:
        @functools.wraps(function)
        def run(*args: Taken.args, **kwargs: Taken.kwargs) -> Given:
            require(extra, what)
            return function(*args, **kwargs)

        return run

    return requiring
