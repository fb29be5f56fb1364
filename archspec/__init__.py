"""A compiler from a YAML file that says what a neural network is to PyTorch, diagrams and runs.

Begin with one of these, each of which `help` explains::

    archspec.load("net")            a network of a file, or of a spec that ships
    archspec.loads(text)            a network of a text
    archspec.check("net.yaml")      what is wrong with a file, and what is rarely meant
    archspec.open_run("runs/net")   a run that was trained
    archspec.register(cls)          a kind of layer of one's own

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
    from archspec.extending import (
        allow_package,
        load_plugin,
        register,
        register_data,
        register_rule,
    )
    from archspec.network import Network, load, loads
    from archspec.run import Run, open_run

__all__ = [
    "Failure",
    "Network",
    "Run",
    "__version__",
    "allow_package",
    "check",
    "load",
    "load_plugin",
    "loads",
    "open_run",
    "register",
    "register_data",
    "register_rule",
]

_HOMES: Final = {
    "Failure": "archspec.diagnostics",
    "Network": "archspec.network",
    "Run": "archspec.run",
    "allow_package": "archspec.extending",
    "check": "archspec.checking",
    "load": "archspec.network",
    "load_plugin": "archspec.extending",
    "loads": "archspec.network",
    "open_run": "archspec.run",
    "register": "archspec.extending",
    "register_data": "archspec.extending",
    "register_rule": "archspec.extending",
}


def __getattr__(name: str) -> Any:
    """Loads the compiler at the first use, so that `archspec --help` does not wait for it."""
    if name not in _HOMES:
        raise AttributeError(f"module 'archspec' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """What Tab and `help` list: what is meant for use, loaded or not."""
    return __all__
