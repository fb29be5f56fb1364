"""How modules are made: the expression for each thing that a class or a row holds."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from archspec.backends.source.classes.columns import CLASS, COUNT, MISSING, SHAPE, signature
from archspec.backends.source.classes.members import Member, Place
from archspec.backends.source.classes.shapes import Shape
from archspec.backends.source.classes.values import Bound, same
from archspec.backends.source.idioms.forms import construction
from archspec.backends.source.inlining import is_inline
from archspec.backends.source.periods import loop_periods
from archspec.backends.source.python.build import (
    attribute,
    call,
    is_attribute,
    keyword_,
    literal,
    name,
    template,
)
from archspec.backends.source.targets import Targets
from archspec.kind import Function, Module, Parameter

INDEX: Final = "i"
POSITIONAL: Final = frozenset(("p",))
"""Arguments that one gives without their names, though they have defaults."""
References = Callable[[str], ast.expr]
"""From the path of a module within a scope to how it is called there."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where something is made.

    Args:
        known: what the parameters of a row are that is written within another class.
        outside: the modules from outside that it uses.
        within: how a module of the class itself is called.
    """

    known: Mapping[str, Bound] = field(default_factory=dict)
    outside: Sequence[ast.expr] = ()
    within: References = name


@dataclass(slots=True)
class Construction:
    """Writes what makes modules."""

    targets: Targets

    def module(self, shape: Shape, position: int, around: Surroundings) -> ast.expr:
        """What makes the module at a position, once."""
        place = shape.place(position)
        if place.owner:
            return self.again(shape.model, place.owner, around)
        if place.inner is not None:
            return self.scope(shape, position, around)
        made = self._layer(shape, position, place, around)
        return (
            call(attribute(made, "requires_grad_"), literal(False)) if place.node.frozen else made
        )

    def again(self, member: Member, owner: str, around: Surroundings) -> ast.expr:
        """A module that stands somewhere else already."""
        if owner in member.externals:
            return around.outside[member.externals.index(owner)]
        return around.within(owner[len(member.path) + 1 if member.path else 0 :])

    def scope(self, shape: Shape, position: int, around: Surroundings, index: str = "") -> ast.expr:
        """An instance of a class, or a row that is written where it stands."""
        member = shape.place(position).inner
        inner = member.shape if member is not None else None
        assert member is not None  # noqa: S101  it is asked of scopes alone
        assert inner is not None  # noqa: S101  every scope is an instance of a class
        known = {
            one.name: shape.bound[position, one.name].within(around.known)
            for one in inner.parameters
        }
        outside = tuple(self.again(shape.model, owner, around) for owner in member.externals)
        if is_inline(inner):
            return self.row(inner, Surroundings(known, outside, around.within))
        steps = shape.positions[position].steps if index else {}
        values = {n: self._grown(one, steps.get(n, 0), index) for n, one in known.items()}
        return call(name(inner.name), *outside, *self._positional(inner, known, values))

    def _positional(
        self, inner: Shape, known: Mapping[str, Bound], values: Mapping[str, ast.expr]
    ) -> Iterator[Any]:
        """The arguments of a class, those behind the first ones by their names."""
        named = False
        for i, one in enumerate(inner.parameters):
            bound = known[one.name]
            if one.default is not MISSING:
                named = True
                value = None if bound.value is MISSING else bound.value
                unasked = value is None and one.default is not None
                if not bound.variable and (unasked or same(value, one.default)):
                    continue
            # A rate says what it is of.
            plain = i == 0 and not isinstance(one.values[0], float)
            named = named or not (one.channels or plain)
            yield keyword_(one.name, values[one.name]) if named else values[one.name]

    def _grown(self, bound: Bound, step: int, index: str) -> ast.expr:
        start = self.targets.value(Bound(None) if bound.value is MISSING else bound)
        if not step:
            return start
        factor: ast.expr = name(index)
        if abs(step) != 1:
            factor = ast.BinOp(literal(abs(step)), ast.Mult(), factor)
        if not bound.variable and bound.value == 0 and step > 0:
            return factor
        return ast.BinOp(start, ast.Add() if step > 0 else ast.Sub(), factor)

    def _layer(self, shape: Shape, position: int, place: Place, around: Surroundings) -> ast.expr:
        """A module of torch, with the arguments that are not its defaults."""
        if (position, CLASS) in shape.bound:
            kind = shape.bound[position, CLASS].within(around.known)
            return call(self.targets.value(kind))
        module = construction(place, shape.row)
        if shape.row and (made := self.targets.in_row(module.target)) is not None:
            return call(made)
        args: list[ast.expr] = []
        options: dict[str, ast.expr] = {}
        for place_, (word, default) in enumerate(signature(module.target).items()):
            if (position, word) not in shape.bound:
                continue
            bound = shape.bound[position, word].within(around.known)
            if not bound.variable and default is not MISSING and same(bound.value, default):
                continue
            if (default is MISSING or word in POSITIONAL) and len(args) == place_:
                args.append(self.targets.value(bound))
            else:
                options[word] = self.targets.value(bound)
        made = call(self.targets.name(module.target), *args, **options)
        return made if place.node.init else self.parametrized(made, module)

    def parametrized(self, made: ast.expr, module: Module) -> ast.expr:
        """A module with its weight made of others, where it is."""
        call_ = module.parametrization
        if call_ is None:
            return made
        options = {word: literal(value) for word, value in call_.args.items()}
        return call(self.targets.name(call_.target), made, **options)

    def row(self, shape: Shape, around: Surroundings) -> ast.expr:
        """An `nn.Sequential` of what stands in a row, as one expression."""
        return self.sequential(shape, self.entries(shape, around))

    def sequential(self, shape: Shape, entries: Sequence[ast.expr]) -> ast.expr:
        """An `nn.Sequential` of entries, which are pairs where they have names."""
        if shape.positional:
            return call("nn.Sequential", *entries)
        return call("nn.Sequential", ordered(entries))

    def entries(
        self, shape: Shape, around: Surroundings, positions: Sequence[int] | None = None
    ) -> list[ast.expr]:
        """What stands in a row, as arguments; several of a kind as one with a star."""
        every = range(len(shape.positions))
        found: list[ast.expr] = []
        for position in every if positions is None else positions:
            found += self._entry(shape, position, around)
        return list(loop_periods(found)) if shape.positional else found

    def _entry(self, shape: Shape, position: int, around: Surroundings) -> list[ast.expr]:
        one, start = shape.positions[position], 0
        count = shape.bound.get((position, COUNT), Bound(1)).within(around.known)
        if one.kind == "again":
            alone = ast.List([self.module(shape, position, around)])
            return [ast.Starred(ast.BinOp(self.targets.value(count), ast.Mult(), alone))]
        if (position, COUNT) in shape.bound:
            start = shape.before(position)
        if not count.variable and one.kind != "growing":
            if count.value - start <= 2:
                return [
                    self.entry(shape, position, i, self.module(shape, position, around))
                    for i in range(count.value - start)
                ]
            count, start = Bound(count.value - start + one.start), one.start
        index = INDEX if one.kind == "growing" or not shape.positional else "_"
        if one.kind == "growing":
            made = self.scope(shape, position, around, index)
        else:
            made = self.module(shape, position, around)
        named = self._named(shape, position, made, one.start - start)
        return [ast.Starred(repeated(named, start, self.targets.value(count), index))]

    def _named(self, shape: Shape, position: int, made: ast.expr, ahead: int) -> ast.expr:
        """One of several with its name, whose number is so much more than that of the loop."""
        if shape.positional:
            return made
        number: ast.expr = name(INDEX)
        if ahead:
            sign = ast.Add() if ahead > 0 else ast.Sub()
            number = ast.BinOp(number, sign, literal(abs(ahead)))
        stem = shape.positions[position].stem
        text: list[ast.expr] = [ast.FormattedValue(number, -1)]
        return ast.Tuple([ast.JoinedStr([*([ast.Constant(stem)] if stem else []), *text]), made])

    def entry(self, shape: Shape, position: int, i: int, made: ast.expr) -> ast.expr:
        """A module of a row, with its name where that is not its place."""
        if shape.positional:
            return made
        one = shape.positions[position]
        word = (
            shape.place(position).name
            if one.stem is None or not i
            else f"{one.stem}{one.start + i}"
        )
        return ast.Tuple([literal(word), made])

    def tensor(self, shape: Shape, position: int, around: Surroundings) -> ast.expr:
        """A tensor that a class learns itself."""
        place = shape.place(position)
        if place.owner:
            return self.again(shape.model, place.owner, around)
        parameter, node = place.node.call, place.node
        assert isinstance(parameter, Parameter)  # noqa: S101  it is asked of tensors alone
        fill = next(iter(node.init.values()), parameter.init)
        axes = range(len(parameter.shape))
        sizes = [self.targets.value(shape.bound[position, f"{SHAPE}{i}"]) for i in axes]
        made = self._filled(fill, sizes)
        options = {"requires_grad": literal(False)} if node.frozen else {}
        return call("nn.Parameter", made, **options)

    def _filled(self, fill: Function, sizes: list[ast.expr]) -> ast.expr:
        """A new tensor with its first numbers; one without axes has an empty tuple of sizes."""
        written = sizes or [ast.Tuple([])]
        if (number := _number(fill)) in (0, 1):
            return call("torch.ones" if number else "torch.zeros", *written)
        if number is not None:
            return call("torch.full", ast.Tuple(sizes), literal(float(number)))
        return self.fill(fill, call("torch.empty", *written))

    def fill(self, function: Function, tensor: ast.expr) -> ast.expr:
        """The call that fills a tensor."""
        number = _number(function)
        if number in (0, 1):
            return call("nn.init.ones_" if number else "nn.init.zeros_", tensor)
        defaults = signature(function.target)
        args: list[ast.expr] = []
        options: dict[str, ast.expr] = {}
        for word, value in function.args.items():
            if word in defaults and (
                same(defaults[word], value) or _is_equal(defaults[word], value)
            ):
                continue
            if defaults.get(word, None) is MISSING and not options:
                args.append(literal(value))
            else:
                options[word] = literal(value)
        return call(self.targets.name(function.target), tensor, *args, **options)

    def condition(self, shape: Shape, position: int, around: Surroundings) -> ast.expr:
        """When something is there that not all instances have."""
        known = {word: self.targets.value(one) for word, one in around.known.items()}
        return template(shape.conditions[position].text, known)


def _is_equal(one: Any, other: Any) -> bool:
    """Whether two numbers are equal, whatever their type."""
    return type(one) in (int, float) and type(other) in (int, float) and bool(one == other)


def _number(fill: Function) -> float | None:
    """The number that a tensor is filled with, if it is one."""
    plain = {"zeros_": 0, "ones_": 1}.get(fill.target.rpartition(".")[2])
    if plain is not None:
        return plain
    value = fill.args.get("val") if fill.target == "torch.nn.init.constant_" else None
    return value if isinstance(value, (int, float)) else None


def repeated(made: ast.expr, start: int, stop: ast.expr, index: str) -> ast.expr:
    """`made for index in range(start, stop)`."""
    ends = [literal(start), stop] if start else [stop]
    loop = ast.comprehension(ast.Name(index), call("range", *ends), [], 0)
    return ast.GeneratorExp(made, [loop])


def ordered(entries: Sequence[ast.expr]) -> ast.expr:
    """An `OrderedDict` of modules by their names, of pairs, or of a loop that gives them."""
    first = entries[0]
    if len(entries) == 1 and isinstance(first, ast.Starred):
        return call("OrderedDict", first.value)
    named = [one for one in map(_argument, entries) if one is not None]
    if len(named) == len(entries):
        return call("OrderedDict", *named)
    return call("OrderedDict", ast.List(list(entries)))


def _argument(entry: ast.expr) -> ast.keyword | None:
    """A module with its name as an argument, where the name can be that of one."""
    match entry:
        case ast.Tuple(elts=[ast.Constant(value=str(word)), made]) if is_attribute(word):
            return keyword_(word, made)
    return None


def path_within(base: ast.expr, words: Sequence[str]) -> ast.expr:
    """A module further in: by attributes where these are words, else by its path."""
    if all(map(is_attribute, words)):
        return attribute(base, *words)
    return call(attribute(base, "get_submodule"), literal(".".join(words)))
