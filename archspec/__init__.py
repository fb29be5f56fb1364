"""A compiler from a YAML file that says what a neural network is to PyTorch, diagrams and runs.

Begin with one of these, each of which `help` explains:

    archspec.load("net")            a network of a file, or of a spec that ships
    archspec.loads(text)            a network of a text
    archspec.check("net.yaml")      what is wrong with a file, and what is rarely meant
    archspec.open_run("runs/net")   a run that was trained

A `Network` is printed as its table, and builds, draws, exports and trains itself. What is wrong is
raised as one `Failure` that carries every finding.

>>> import archspec
>>> network = archspec.load("net")
>>> network.params, network.macs, network.inputs, network.outputs
(18090, 753728, {'input': (3, 32, 32)}, {'output': (2,)})
>>> archspec.check("net")
()
"""

import importlib
from typing import TYPE_CHECKING, Any, Final

from archspec.version import __version__

if TYPE_CHECKING:
    from archspec.checking import check
    from archspec.diagnostics import Failure
    from archspec.network import Network, load, loads
    from archspec.run import Run, open_run

__all__ = ["Failure", "Network", "Run", "__version__", "check", "load", "loads", "open_run"]

_HOMES: Final = {
    "Failure": "archspec.diagnostics",
    "Network": "archspec.network",
    "Run": "archspec.run",
    "check": "archspec.checking",
    "load": "archspec.network",
    "loads": "archspec.network",
    "open_run": "archspec.run",
}


def __getattr__(name: str) -> Any:
    """Loads the compiler at the first use, so that `archspec --help` does not wait for it."""
    if name not in _HOMES:
        raise AttributeError(f"module 'archspec' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """What Tab and `help` list: what is meant for use, loaded or not."""
    return __all__
