"""What makes scopes instances of one class: all but the numbers in them, and where they stand."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from archspec.backends.source.classes.members import Member, Place, Ref, module_of
from archspec.backends.source.idioms.forms import call_key, forms, is_expression, would_be_copied
from archspec.backends.source.python.build import is_attribute
from archspec.kind import Function, Parameter

Key: TypeAlias = tuple[Any, ...]
"""Equal for scopes that can be instances of one class."""

Block: TypeAlias = tuple[str, ...]
"""A block, and the way from its call to a scope within."""

CHAIN, WIRED = "chain", "wired"
FEW = (3, 8)
"""How many layers with names are better attributes of a class than pairs of a row."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A scope without its numbers.

    Args:
        form: whether it is a row of modules, or its values take ways of their own.
        places: what stands in it, and what that takes.
        gives: the values it gives.
        inputs: how many it takes.
    """

    form: str
    places: tuple[tuple[Key, tuple[Ref, ...]], ...]
    gives: tuple[Ref, ...]
    inputs: int

    def without(self, place: int, instead: int = 0) -> "Skeleton":
        """The same with a place left out, which one of the values that it takes stands in for."""
        taken = self.places[place][1][instead]

        def moved(ref: Ref) -> Ref:
            ref = taken if ref.place == place else ref
            return ref._replace(place=ref.place - (ref.place > place))

        kept = (one for i, one in enumerate(self.places) if i != place)
        places = tuple((key, tuple(map(moved, takes))) for key, takes in kept)
        return Skeleton(self.form, places, tuple(map(moved, self.gives)), self.inputs)


@dataclass(slots=True)
class Keys:
    """Numbers for what is alike.

    Args:
        aliases: the number that stands for another, whose scopes are instances of its class too.
        numbers: one for each content.
        told: the blocks, and the places within these, whose calls differ in their activations.
        found: the number of each scope before it is replaced by its alias.
    """

    aliases: Mapping[int, int]
    numbers: dict[Any, int]
    told: Container[Block] = ()
    found: dict[Member, int] = field(default_factory=dict)

    def number(self, content: Any) -> int:
        """One number for all that is equal to this."""
        return self.numbers.setdefault(content, len(self.numbers))

    def of(self, member: Member) -> int:
        """The number of a scope's class; those within have been asked for before."""
        return self.aliases.get(self.found[member], self.found[member])

    def add(self, member: Member) -> None:
        """Numbers a scope."""
        self.found[member] = self.number(self.skeleton(member))

    def skeleton(self, member: Member, form: str = "") -> Skeleton:
        """A scope without its numbers, in the form that it has or could have."""
        form = form or (CHAIN if is_row(member) else WIRED)
        named = form == CHAIN and not is_positional(member)
        keys = (self.place(member, place, form, named) for place in member.places)
        takes = (place.takes for place in member.places)
        return Skeleton(form, tuple(zip(keys, takes, strict=True)), member.gives, member.inputs)

    def place(self, member: Member, place: Place, form: str, named: bool) -> Key:
        """What stands at a place, with its name where that is part of a key."""
        name = place.name if named or (place.stateful and form == WIRED) else ""
        if place.owner:
            return (name, "again", _relative(member, place.owner))
        if place.inner is not None:
            outer = tuple(_relative(member, one) for one in place.inner.externals)
            return (name, "scope", self.of(place.inner), outer)
        block = member.block if form == WIRED or member.block in self.told else ()
        return (name, *leaf(place, form, block), _relative(member, place.ties))


def leaf(place: Place, form: str, block: Block = ()) -> Key:
    """What a layer is but for the numbers that a module is made with.

    Args:
        place: where it stands.
        form: that of the scope around it.
        block: that of which calls may differ in the activation, if one may.
    """
    node, call = place.node, place.node.call
    init = tuple((name, str(one)) for name, one in node.init.items())
    module = module_of(place)
    if module is not None and not is_expression(place, form == CHAIN):
        if is_plain_activation(place) and block:
            return ("activation", block)
        made_of = str(module.parametrization or "")
        return ("module", module.target, init, node.frozen, call_key(place), made_of)
    if module is None and isinstance(call, Function):
        said = tuple((one.text, str(one.values), one.target) for one in forms(place))
        return ("Function", said)
    if module is not None and form != CHAIN:
        words = tuple((one.text, str(one.values), *one.numbers) for one in forms(place))
        return ("expression", words, init, node.frozen)
    shape = call.shape if isinstance(call, Parameter) else ()
    fill = str(call.init) if isinstance(call, Parameter) else ""
    spatial = tuple(one.spatial for one in node.shapes)
    return (type(call).__name__, str(call), init, node.frozen, len(shape), fill, spatial)


def is_plain_activation(place: Place) -> bool:
    """Whether it is an activation without options, which a class can be given as another's."""
    module = module_of(place)
    return module is not None and place.node.layer.family == "activation" and not module.args


def is_row(member: Member) -> bool:
    """Whether an `nn.Sequential` says all of it.

    If all of its layers with weights have names, one that would need a class of ours for what is a
    word in a forward is better written out, and so is one of a few layers.
    """
    if not member.scope.chain or (not member.path and not _is_plain(member)):
        return False
    leaves = [place for place in member.places if module_of(place) is not None]
    if any(is_expression(place, True) for place in leaves):
        return False
    if not is_named(member):
        return True
    stems = {place.name.rstrip("0123456789") for place in member.places}
    short = FEW[0] <= len(member.places) <= FEW[1] and len(stems) > 1
    return not any(map(would_be_copied, leaves)) and (is_positional(member) or not short)


def _is_plain(member: Member) -> bool:
    """Whether the network is best a row itself: its layers have no names to go by."""
    places = [place for place in member.places if place.stateful]
    plain = all(p.inner or not (p.owner or p.ties or p.node.init) for p in places)
    return plain and len(member.gives) == 1 and all(place.name.isdecimal() for place in places)


def is_named(member: Member) -> bool:
    """Whether everything in it with weights has a name that an attribute can have."""
    return all(is_attribute(place.name) for place in member.places if place.stateful)


def is_positional(member: Member) -> bool:
    """Whether the keys are those that places in a row have by themselves."""
    return all(p.name == str(i) for i, p in enumerate(member.places) if p.stateful)


def _relative(member: Member, owner: str) -> Key:
    """Where a module stands that is used once more: within the scope, or among its externals."""
    if not owner:
        return ()
    if owner in member.externals:
        return ("external", member.externals.index(owner))
    return ("within", owner[len(member.path) + 1 if member.path else 0 :])


def subsequence(long: Sequence[Key], short: Sequence[Key]) -> tuple[int | None, ...] | None:
    """For each of the long the place of its like in the short; None where not all are there.

    The last ones are matched first: what is left out, such as an expansion, mostly comes before.

    >>> subsequence("abcd", "ad"), subsequence("aab", "ab")
    ((0, None, None, 1), (None, 0, 1))
    """
    found: list[int | None] = []
    i = len(short) - 1
    for one in reversed(long):
        alike = i >= 0 and one == short[i]
        found.append(i if alike else None)
        i -= alike
    return tuple(reversed(found)) if i < 0 else None
