"""The constructor of a class: its attributes, and modules by keys that no attribute can have."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, count

from archspec.backends.source.classes.columns import NUMBER
from archspec.backends.source.classes.members import Place
from archspec.backends.source.classes.shapes import Shape
from archspec.backends.source.classes.values import Bound, written
from archspec.backends.source.construction import Construction, Surroundings
from archspec.backends.source.holding import SELF, Holding, is_held, is_tensor
from archspec.backends.source.idioms.forms import numbers
from archspec.backends.source.inlining import is_inline
from archspec.backends.source.naming import attribute_word
from archspec.backends.source.python.build import (
    assign,
    attribute,
    call,
    is_attribute,
    literal,
    template,
)
from archspec.backends.source.rows import Rows


@dataclass(slots=True)
class Constructor:
    """Writes the statements of a constructor.

    Args:
        shape: the class.
        making: what writes how modules are made.
        outside: the modules that it is given.
        own: how the forward calls what is held for each position.
        numbers: how the forward calls the numbers of each position that instances differ in.
        there: what says of an optional position that it is there, and whether that may be None.
        same: the attribute of all layers without weights that do the same, and of what is computed.
        taken: the names of attributes.
        holding: where what it makes is held.
    """

    shape: Shape
    making: Construction
    outside: tuple[ast.expr, ...]
    own: dict[int, ast.expr] = field(default_factory=dict)
    numbers: dict[int, dict[str, ast.expr]] = field(default_factory=dict)
    there: dict[int, tuple[ast.expr, bool]] = field(default_factory=dict)
    same: dict[str, ast.expr] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    lists: int = 0
    holding: Holding = field(init=False)

    def __post_init__(self) -> None:
        """Finds where what it makes is held."""
        self.holding = Holding(self.shape)

    def run(self) -> list[ast.stmt]:
        """The statements behind that which makes the class a module."""
        places = self.shape.model.places
        self.taken = self.holding.words()
        return [one for i, place in enumerate(places) for one in self._position(i, place)]

    def _position(self, i: int, place: Place) -> Iterator[ast.stmt]:
        optional = i in self.shape.optional
        if not is_held(place):
            yield from self._numbers(i, place)
            if optional:
                yield from self._flag(i)
            return
        if place.stateful:
            yield from self.holding.containing(place.name)
        statements = list(self._statements(i, place))
        if not optional:
            yield from statements
            return
        if place.stateful and "." in place.name:
            yield from self._flag(i)
        else:
            self.there[i] = (self.own[i], True)
        if statements:
            if self.there[i][1]:
                yield self._nothing(i, place)
            test = self.making.condition(self.shape, i, self._around())
            yield ast.If(test, statements, [])

    def _numbers(self, i: int, place: Place) -> Iterator[ast.stmt]:
        """The numbers of an expression, those in which instances differ as attributes."""
        found = self.numbers.setdefault(i, {})
        for word in numbers(place):
            bound = self.shape.bound[i, f"{NUMBER}{word}"]
            value = written(bound)
            if not bound.variable:
                found[word] = value
                continue
            text = ast.unparse(value)
            if text not in self.same:
                plain = bound == Bound(variable=bound.variable)
                free = self._free(bound.variable if plain else word)
                self.same[text] = attribute(SELF, free)
                yield assign(self.same[text], value)
            found[word] = self.same[text]

    def _flag(self, i: int) -> Iterator[ast.stmt]:
        """What a forward asks for where nothing is held."""
        condition = self.shape.conditions[i]
        if condition.text not in self.same:
            word = self._free(condition.given or "residual")
            self.same[condition.text] = attribute(SELF, word)
            yield assign(self.same[condition.text], template(condition.text, {}))
        self.there[i] = (self.same[condition.text], False)

    def _free(self, word: str) -> str:
        """A word for an attribute that is not a module."""
        words = chain([word, f"{word}_value", "value"], (f"value{i}" for i in count(2)))
        found = next(one for one in words if is_attribute(one) and one not in self.taken)
        self.taken.add(found)
        return found

    def _nothing(self, i: int, place: Place) -> ast.stmt:
        held = self.own[i]
        if isinstance(held, ast.Attribute):
            return assign(held, literal(None))
        return ast.Expr(call("self.add_module", literal(place.name), literal(None)))

    def _statements(self, i: int, place: Place) -> Iterator[ast.stmt]:
        """Those that put a module or a tensor into the class."""
        around = self._around()
        if is_tensor(place):
            yield self._put(place, self.making.tensor(self.shape, i, around), i)
            return
        before, value = self._value(i, place)
        yield from before
        if place.stateful:
            yield self._put(place, value, i)
            yield from Rows(self.making).first_numbers(self.shape, i, self.own[i], around)
        else:
            yield from self._stateless(i, place, value)

    def _value(self, i: int, place: Place) -> tuple[list[ast.stmt], ast.expr]:
        """The module of a place; a row of which some is not always there takes statements."""
        inner = place.inner.shape if place.inner is not None else None
        if inner is None or not inner.optional or not is_inline(inner):
            return [], self.making.module(self.shape, i, self._around())
        known = {one.name: self.shape.bound[i, one.name] for one in inner.parameters}
        self.lists += 1
        word = "layers" if self.lists == 1 else f"layers{self.lists}"
        around = Surroundings(known, self.outside, self.holding.within)
        return Rows(self.making).row(inner, around, word)

    def _put(self, place: Place, value: ast.expr, i: int) -> ast.stmt:
        """What holds a module or tensor under its name, which need not be a word."""
        self.own[i] = self.holding.held(place.name)
        return self.holding.put(place.name, value)

    def _stateless(self, i: int, place: Place, value: ast.expr) -> Iterator[ast.stmt]:
        """One attribute for all layers without weights that do the same."""
        text = ast.unparse(value) + ("" if i not in self.shape.optional else f" {i}")
        if text not in self.same:
            twins = [one for one in self.shape.model.places if _call(one) == _call(place)]
            asked = place if len(twins) == 1 else Place("", place.child, (), place.inner)
            word = _given_class(value) or attribute_word(asked, self.taken)
            self.taken.add(word)
            self.same[text] = attribute(SELF, word)
            yield assign(self.same[text], value)
        self.own[i] = self.same[text]

    def _around(self) -> Surroundings:
        return Surroundings({}, self.outside, self.holding.within)


def _given_class(made: ast.expr) -> str:
    """The parameter that says of what class a module is, where one does."""
    function = made.func if isinstance(made, ast.Call) and not made.args else None
    return function.id if isinstance(function, ast.Name) and function.id.islower() else ""


def _call(place: Place) -> object:
    """What layers without weights have in common that do the same."""
    alone = place.inner is not None or place.owner or place.stateful
    return place if alone else place.node.call
