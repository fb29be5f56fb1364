"""What stands in a class: the value of each of its slots, of each instance."""

import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from archspec.backends.source.classes.keys import is_plain_activation
from archspec.backends.source.classes.members import Member, Place
from archspec.backends.source.classes.values import ClassName, Slot
from archspec.backends.source.idioms.forms import construction, is_expression, numbers
from archspec.kind import Parameter as Tensor
from archspec.nn.resolve import resolve

if TYPE_CHECKING:
    from archspec.backends.source.classes.shapes import Shape

COUNT, CLASS, SHAPE, NUMBER = "#count", "#class", "#shape", "#number_"


class _Missing:
    """What an instance has where it lacks a place."""

    def __repr__(self) -> str:
        return "missing"


MISSING: Final = _Missing()

Column: TypeAlias = tuple[Any, ...]
"""A value of each instance, in their order."""


def read_columns(shape: "Shape") -> Iterator[tuple[Slot, Column]]:
    """The values of all instances, slot by slot."""
    for position in range(len(shape.positions)):
        counted = any(member.counts[position] > 1 for member in shape.members)
        before = shape.before(position) if counted else None
        rows = [_slots(shape, member, position, before) for member in shape.members]
        names = dict.fromkeys(name for row in rows if row is not None for name in row)
        defaults = _defaults(shape.place(position), shape.row)
        for name in names:
            values = (
                MISSING if row is None else row.get(name, defaults.get(name, MISSING))
                for row in rows
            )
            yield (position, name), tuple(values)


def _slots(
    shape: "Shape", member: Member, position: int, before: int | None
) -> Mapping[str, Any] | None:
    """The values at a position of an instance; None where it lacks that.

    Where the position is counted, the number `before` it is counted too.
    """
    at = member.present[position]
    if at is None:
        return None
    place, count = member.places[at], member.counts[position]
    found = dict(_of_place(place, shape.row))
    return found if before is None else found | {COUNT: before + count}


def _of_place(place: Place, row: bool) -> Iterator[tuple[str, Any]]:
    if place.owner:
        return
    if place.inner is not None:
        yield from place.inner.arguments.items()
    elif isinstance(place.node.call, Tensor):
        for i, size in enumerate(place.node.call.shape):
            yield f"{SHAPE}{i}", size
    elif is_expression(place, row):
        yield from ((f"{NUMBER}{word}", number) for word, number in numbers(place).items())
    else:
        module = construction(place, row)
        if is_plain_activation(place):
            yield CLASS, ClassName(module.target)
        order = {name: i for i, name in enumerate(signature(module.target))}
        yield from sorted(module.args.items(), key=lambda one: order.get(one[0], len(order)))


def own_default(shape: "Shape", slot: Slot) -> Any:
    """What an argument is that is not given; MISSING where it must be."""
    position, word = slot
    return _defaults(shape.place(position), shape.row).get(word, MISSING)


def _defaults(place: Place, row: bool) -> Mapping[str, Any]:
    """What arguments are that a layer, or an instance of a class, leaves out."""
    if place.inner is not None:
        inner = place.inner.shape
        return {one.name: one.default for one in inner.parameters} if inner is not None else {}
    if place.owner or is_expression(place, row) or isinstance(place.node.call, Tensor):
        return {}
    return signature(construction(place, row).target)


_SIZES: Final = {"input_size": MISSING, "hidden_size": MISSING, "num_layers": 1}
_MODES: Final = {"bias": True, "batch_first": False, "dropout": 0.0, "bidirectional": False}
OPAQUE: Final[Mapping[str, Mapping[str, Any]]] = {
    "torch.nn.LSTM": {**_SIZES, **_MODES},
    "torch.nn.GRU": {**_SIZES, **_MODES},
    "torch.nn.RNN": {**_SIZES, "nonlinearity": "tanh", **_MODES},
}
"""Classes of torch whose signature says nothing, and what their documentation says of it."""
PASSED_ON: Final = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


@cache
def signature(target: str) -> Mapping[str, Any]:
    """The parameters of a class with their defaults; MISSING where there is none."""
    if target in OPAQUE:
        return OPAQUE[target]
    made = resolve(target)
    own = dict(inspect.signature(made).parameters)
    passed = [one.name for one in own.values() if one.kind in PASSED_ON]
    if passed:
        # It hands on what is its last base's, and has options of its own.
        base = dict(inspect.signature(made.__bases__[-1]).parameters)
        own = base | {name: one for name, one in own.items() if name not in passed}
    empty = inspect.Parameter.empty
    return {n: MISSING if one.default is empty else one.default for n, one in own.items()}
