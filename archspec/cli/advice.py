"""What `check` would have said, told by the commands that go on all the same."""

import sys
from dataclasses import replace
from typing import Any, Final

from archspec.cli.options import show
from archspec.compiler import advise
from archspec.network import Network

ABSENT: Final = "A721"
"""Data that is not there, of which whoever opens it says more."""


def show_advice(network: Network, recipe: Any, place: Any) -> frozenset[str]:
    """The advice on a network and the recipe that it is trained by, once, beside what is printed.

    Returns:
        The codes of what was said.

    Args:
        network: which is trained.
        recipe: by which.
        place: where that was written.
    """
    trained = replace(network.spec, recipe=recipe, train=place, faults=())
    found = [one for one in advise(trained, network.graph) if one.code != ABSENT]
    if found:
        show(found, sys.stderr)
    return frozenset(one.code for one in found)
