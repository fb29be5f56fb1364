"""Fields that wait for the channels of what a layer receives."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from archspec.kind import Late
from archspec.spec.values import names_in, value_of
from archspec.syntax import Tree

CHANNELS: Final = "in"
"""The name that stands for them; no parameter can have it."""

SAMPLE: Final = {CHANNELS: 5040}
"""A number with many divisors, for which fields are checked before the real one is known."""

Scope = Mapping[str, Any]


def late_fields(trees: Mapping[str, Tree], scope: Scope) -> Late:
    """The fields that name the channels, and how they follow from these."""

    def later(tree: Tree) -> Callable[[int], Any]:
        return lambda channels: value_of(tree, {**scope, CHANNELS: channels})

    return {name: later(tree) for name, tree in trees.items() if CHANNELS in names_in(tree)}
