"""Fields that follow from the channels a layer receives, until these are known.

Names and wiring come before shapes, so a field such as `width: $in // 2` is checked here with
channels that somebody could give, and computed once more in the shape pass.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from archspec.diagnostics import Diagnostic
from archspec.kind import Late, Layer
from archspec.language.expressions.values import ValueFault, value_of
from archspec.language.fields.expected import expectation, fields_of
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Tree

CHANNELS: Final = "in"
"""The name that stands for the channels; no parameter can have it."""

NAMED: Final = re.compile(r"\$in(?!\w)")

SAMPLES: Final = (5040, *range(1, 65), *(2**power for power in range(7, 12)))
"""Channels to try: the first has many divisors, and the small ones leave room below a width."""

Scope = Mapping[str, Any]


def waits(tree: Tree) -> bool:
    """Whether a value names the channels."""
    if isinstance(tree, Scalar):
        return NAMED.search(tree.text) is not None
    if isinstance(tree, Fields):
        return any(waits(entry.value) for entry in tree)
    return any(map(waits, tree))


def with_sample(cls: type[Layer], trees: Mapping[str, Tree], scope: Scope) -> Scope:
    """The scope, with channels for which the fields that wait for them have fitting values.

    Where there are none, the first sample shows what is wrong.
    """
    waiting = {name: tree for name, tree in trees.items() if waits(tree)}
    if cls.family == "container" or not waiting:
        return scope
    fitting = (n for n in SAMPLES if _fits(cls, waiting, {**scope, CHANNELS: n}))
    return {**scope, CHANNELS: next(fitting, SAMPLES[0])}


def _fits(cls: type[Layer], trees: Mapping[str, Tree], scope: Scope) -> bool:
    try:
        cls.model_validate({name: value_of(tree, scope) for name, tree in trees.items()})
    except ValueFault:
        return False
    except ValidationError as error:
        return not any(detail["loc"][:1] and detail["loc"][0] in trees for detail in error.errors())
    return True


def late_fields(trees: Mapping[str, Tree], scope: Scope) -> Late:
    """The fields that name the channels, and how they follow from these."""

    def later(tree: Tree) -> Callable[[int], Any]:
        return lambda channels: value_of(tree, {**scope, CHANNELS: channels})

    return {name: later(tree) for name, tree in trees.items() if waits(tree)}


def too_early(cls: type[Layer], trees: Mapping[str, Tree]) -> list[Diagnostic]:
    """A208 for names and wiring that would follow from the channels."""
    waiting = [name for name, tree in trees.items() if waits(tree)]
    wrong = (name for name in waiting if name in fields_of(cls) and _connects(cls, name))
    note = "layers are named and connected before the channels of any of them are known"
    return [
        Diagnostic("A208", f"`{name}` cannot depend on `$in`", trees[name].span, notes=(note,))
        for name in wrong
    ]


def _connects(cls: type[Layer], name: str) -> bool:
    """Whether a field names a layer: this one, or another."""
    takes = expectation(fields_of(cls)[name])
    return name == "name" or takes.startswith("the name of a layer above")
