"""Classes: which scopes are instances of one, what stands in it, and what its parameters are."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from archspec.backends.source.classes.keys import CHAIN, Skeleton, is_positional, is_row
from archspec.backends.source.classes.members import Member, Place
from archspec.backends.source.classes.options import Likeness, compare
from archspec.backends.source.classes.parameters import Parameter
from archspec.backends.source.classes.runs import Position, find_runs, numbers
from archspec.backends.source.classes.unify import unify
from archspec.backends.source.classes.values import Bound, Condition, Slot


@dataclass(slots=True, eq=False, repr=False)  # its members hold it
class Shape:
    """What a class, or a function that makes a row of modules, has in common for its instances.

    Args:
        members: the instances, one that lacks nothing first.
        row: whether it is an `nn.Sequential`.
        positional: whether the modules of a row are known by their places.
        positions: what stands in it.
        optional: the positions that some instances lack.
        parameters: what an instance is made with.
        bound: the value of each slot.
        conditions: when each optional position is there.
        name: of the class or function.
        sites: the classes, and the positions in them, at which an instance is made.
        in_row: whether one of these is in a row.
        grows: whether one of these has numbers that grow.
        sometimes: whether all instances stand in something that not all instances of a class have.
    """

    members: list[Member]
    row: bool
    positional: bool
    positions: tuple[Position, ...]
    optional: frozenset[int] = frozenset()
    parameters: tuple[Parameter, ...] = ()
    bound: Mapping[Slot, Bound] = field(default_factory=dict)
    conditions: Mapping[int, Condition] = field(default_factory=dict)
    name: str = ""
    sites: set[tuple[int, int]] = field(default_factory=set)
    in_row: bool = False
    grows: bool = False
    sometimes: bool = False

    @property
    def model(self) -> Member:
        """The instance that is written down."""
        return self.members[0]

    def place(self, position: int) -> Place:
        """What stands at a position of the model."""
        at = self.model.present[position]
        assert at is not None  # noqa: S101  the model lacks nothing
        return self.model.places[at]

    def before(self, position: int) -> int:
        """How many of the same class stand directly before one of a row, each with its own numbers.

        They are counted with it: the depth of a stage is that of all of it. What grows is counted
        from its own first one, by which it grows.
        """
        growing = self.positions[position].kind == "growing"
        kind = None if growing else self._class_at(position)
        count = 0
        while count < position and kind is not None:
            alone = all(member.counts[position - count - 1] == 1 for member in self.members)
            if not alone or self._class_at(position - count - 1) is not kind:
                break
            count += 1
        return count

    def _class_at(self, position: int) -> "Shape | None":
        inner = self.place(position).inner
        return None if inner is None else inner.shape


def find_shapes(root: Member) -> list[Shape]:
    """All classes, each after those that it is made of; every scope becomes an instance of one."""
    likeness = compare(root)
    classes: dict[int, list[Member]] = defaultdict(list)
    for member in root.within():
        classes[likeness.class_of(member)].append(member)
    for members in classes.values():
        members.sort(key=lambda one: None in likeness.present(one))
    optional = set(_optional(classes, likeness))
    levels: dict[int, list[int]] = defaultdict(list)
    for number, height in _heights(classes, likeness).items():
        levels[height].append(number)
    shapes: list[Shape] = []
    ids: dict[int, int] = {}
    for height in sorted(levels):
        made = list(_level(levels[height], classes, likeness, ids, len(shapes)))
        for shape in made:
            shape.sometimes = all(one in optional for one in shape.members)
            unify(shape)
        shapes += made
    _find_sites(shapes)
    for shape in reversed(shapes):
        _settle(shape, shapes)
    return shapes


def _optional(classes: Mapping[int, Sequence[Member]], likeness: Likeness) -> Iterator[Member]:
    """The scopes that stand in what not all instances of a class have."""
    for members in classes.values():
        present = [likeness.present(member) for member in members]
        missing = {i for own in present for i, place in enumerate(own) if place is None}
        for member, own in zip(members, present, strict=True):
            for i in missing:
                at = own[i]
                inner = None if at is None else member.places[at].inner
                if inner is not None:
                    yield from inner.within()


def _settle(shape: Shape, shapes: Sequence[Shape]) -> None:
    """Makes literals of parameters that are the same for all instances, and follow from nothing."""
    for one in [one for one in shape.parameters if one.steady]:
        slots = [(shapes[i], (j, one.name)) for i, j in shape.sites]
        if any(outer.bound[slot].variable for outer, slot in slots):
            continue
        for outer, slot in slots:
            outer.bound = {key: value for key, value in outer.bound.items() if key != slot}
        known = {one.name: Bound(one.values[0])}
        shape.bound = {slot: bound.within(known) for slot, bound in shape.bound.items()}
        shape.parameters = tuple(other for other in shape.parameters if other is not one)


def _heights(classes: Mapping[int, Sequence[Member]], likeness: Likeness) -> dict[int, int]:
    """How many classes stand within each other, over all instances of each."""
    within = {
        number: {
            likeness.class_of(place.inner)
            for member in members
            for place in member.places
            if place.inner is not None
        }
        for number, members in classes.items()
    }
    found: dict[int, int] = {}
    waiting = list(within)
    while waiting:
        number = waiting[-1]
        missing = [one for one in within[number] if one not in found]
        if missing:
            waiting += missing
        else:
            found[waiting.pop()] = 1 + max((found[one] for one in within[number]), default=0)
    return found


def _level(
    level: Sequence[int],
    classes: Mapping[int, list[Member]],
    likeness: Likeness,
    ids: dict[int, int],
    first: int,
) -> Iterator[Shape]:
    """The shapes of classes of one height; rows that differ in a count alone have one shape."""
    made: dict[Any, Shape] = {}
    places: dict[Any, int] = {}
    for number in sorted(level):
        members = classes[number]
        shape, key = _shape(members, number, likeness, ids)
        if key in made:
            made[key].members += members
        else:
            made[key] = shape
        ids[number] = first + places.setdefault(key, len(places))
        for member in members:
            member.shape = made[key]
    yield from made.values()


def _shape(
    members: list[Member], number: int, likeness: Likeness, ids: Mapping[int, int]
) -> tuple[Shape, Any]:
    """A class with its members placed in it, and what makes it that of others."""
    model = members[0]
    row, positional = is_row(model), is_positional(model)
    present = [likeness.present(member) for member in members]
    for member, own in zip(members, present, strict=True):
        member.present, member.counts = own, (1,) * len(own)
    missing = frozenset(i for own in present for i, place in enumerate(own) if place is None)
    plain = tuple(Position() for _ in model.places)
    if missing:
        return Shape(members, row, positional, plain, missing), ("options", number)
    skeleton = likeness.keys.skeleton(model)
    if not row:
        return Shape(members, row, positional, plain), _renumbered(skeleton, ids)
    stretches = find_runs(members, positional)
    starts = numbers(stretches)
    for member in members:
        member.present, member.counts = starts, tuple(count for _, count in stretches)
    positions = tuple(position for position, _ in stretches)
    renumbered = _renumbered(skeleton, ids)
    keys = [renumbered.places[start][0] for start in starts]
    content = tuple(
        (key, one.kind == "growing", one.kind == "again", one.stem, one.start, str(one.steps))
        for key, one in zip(keys, positions, strict=True)
    )
    return Shape(members, row, positional, positions), (CHAIN, positional, content)


def _renumbered(skeleton: Skeleton, ids: Mapping[int, int]) -> Skeleton:
    """The same in terms of shapes: several kinds of scopes may have one."""
    places = tuple(
        ((key[0], key[1], ids[key[2]], key[3]) if key[1] == "scope" else key, takes)
        for key, takes in skeleton.places
    )
    return Skeleton(skeleton.form, places, skeleton.gives, skeleton.inputs)


def _find_sites(shapes: Sequence[Shape]) -> None:
    for i, shape in enumerate(shapes):
        for member in shape.members:
            for j, place in enumerate(member.present):
                inner = None if place is None else member.places[place].inner
                if inner is not None and inner.shape is not None:
                    inner.shape.sites.add((i, j))
                    inner.shape.in_row |= shape.row
                    inner.shape.grows |= shape.positions[j].kind == "growing"
