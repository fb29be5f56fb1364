"""A compiler from a YAML file that says what a neural network is to PyTorch, diagrams and runs.

>>> import archspec
>>> network = archspec.load("net")
>>> network.graph.cost.params, network.graph.cost.macs
(18090, 753728)
"""

from typing import TYPE_CHECKING, Any

from archspec.version import __version__

if TYPE_CHECKING:
    from archspec.diagnostics import Failure
    from archspec.network import Network, load, loads
    from archspec.run import Run, open_run

__all__ = ["Failure", "Network", "Run", "__version__", "load", "loads", "open_run"]


def __getattr__(name: str) -> Any:
    """Loads the compiler at the first use, so that `archspec --help` does not wait for it."""
    if name in ("Network", "load", "loads"):
        from archspec import network

        return getattr(network, name)
    if name in ("Run", "open_run"):
        from archspec import run

        return getattr(run, name)
    if name == "Failure":
        from archspec.diagnostics import Failure

        return Failure
    raise AttributeError(f"module 'archspec' has no attribute {name!r}")
