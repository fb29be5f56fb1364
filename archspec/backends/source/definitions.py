"""Classes and functions as definitions."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from archspec.backends.source.chunks import unpack_chunks
from archspec.backends.source.classes.absences import Absences
from archspec.backends.source.classes.columns import MISSING
from archspec.backends.source.classes.members import Ref
from archspec.backends.source.classes.parameters import Parameter
from archspec.backends.source.classes.shapes import Shape
from archspec.backends.source.classes.values import ClassName
from archspec.backends.source.composing import Attributes, Composing
from archspec.backends.source.construction import Construction, Surroundings, ordered
from archspec.backends.source.constructor import Constructor
from archspec.backends.source.forward import Forward
from archspec.backends.source.lists import begin_list, call_in_turn
from archspec.backends.source.python.build import literal, name, template
from archspec.backends.source.rows import Rows, outside_words
from archspec.backends.source.targets import Targets
from archspec.backends.source.writing import Writing

MOST_LISTED: Final = 3
"""Tensors that a type lists one by one."""


@dataclass(frozen=True, slots=True)
class Ends:
    """What the network takes and gives.

    Args:
        inputs: the names of its inputs.
        outputs: the names of its outputs, where there are several.
        training: those of them that only training gives.
        idle: the positions that only training needs.
    """

    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    training: frozenset[str] = frozenset()
    idle: frozenset[int] = frozenset()


@dataclass(slots=True)
class Definitions:
    """Writes classes and functions.

    Args:
        targets: what they use.
        inputs: what the forward of the network calls its inputs, by their values in the graph.
        values: the value that each statement of a forward gives a name.
    """

    targets: Targets
    inputs: Mapping[str, str] = field(default_factory=dict)
    values: dict[ast.stmt, Ref] = field(default_factory=dict)

    @property
    def making(self) -> Construction:
        """What writes how modules are made."""
        return Construction(self.targets)

    def function(self, shape: Shape) -> ast.FunctionDef:
        """The function that makes a row of modules."""
        outside = tuple(map(name, outside_words(shape)))
        before, made = Rows(self.making).row(shape, Surroundings(outside=outside))
        body = [*before, ast.Return(made)]
        return _function(shape.name, self._parameters(shape), body, "nn.Sequential")

    def class_(self, shape: Shape, ends: Ends | None = None, about: str = "") -> ast.ClassDef:
        """A class with its constructor and its forward."""
        ends = ends or Ends()
        outside = tuple(map(name, outside_words(shape)))
        constructor = Constructor(shape, self.making, outside)
        held = constructor.run()
        inputs = ends.inputs or received(shape, self.inputs)
        attributes = Attributes(constructor.own, constructor.numbers, constructor.there)
        writing = Writing(shape, inputs, ends.idle)
        composing = Composing(attributes, self.targets, writing)
        found = Forward(writing, composing, Absences(shape)).run()
        written = writing.written
        holding = constructor.holding
        body = list(unpack_chunks([*written, *_ending(found, ends, written)], inputs))
        body = list(call_in_turn(_given_at_once(body), holding.lengths()))
        self.values |= writing.values
        taken = _arguments([("self", None), *((word, _kind("Tensor")) for word in inputs)])
        given = _returns(len(shape.model.gives), ends)
        methods = [_function("forward", taken, body, given)]
        if held or shape.parameters or outside:
            start = ast.Expr(template("super().__init__()", {}))
            held = begin_list(held) if holding.base == "nn.ModuleList" else [start, *held]
            methods.insert(
                0, _function("__init__", self._parameters(shape, ("self",)), held, "None")
            )
        return define(shape.name, holding.base, about, methods)

    def row(self, shape: Shape, about: str) -> ast.ClassDef:
        """The class of a network that is a row of modules."""
        entries = self.making.entries(shape, Surroundings())
        if not shape.positional:
            entries = [ordered(entries)]
        start = ast.Call(ast.Attribute(template("super()", {}), "__init__"), entries, [])
        taken = _arguments([("self", None)])
        constructor = _function("__init__", taken, [ast.Expr(start)], "None")
        return define(shape.name, "nn.Sequential", about, [constructor])

    def _parameters(self, shape: Shape, first: Sequence[str] = ()) -> ast.arguments:
        named: list[tuple[str, ast.expr | None]] = [(word, None) for word in first]
        named += [(word, _kind("Any")) for word in outside_words(shape)]
        named += [(one.name, annotation(one)) for one in shape.parameters]
        values = (one.default for one in shape.parameters if one.default is not MISSING)
        return _arguments(named, list(map(self.targets.literal, values)))


def received(shape: Shape, inputs: Mapping[str, str]) -> tuple[str, ...]:
    """What the forward of a class calls the values it takes.

    An input of the network keeps its name where all instances take it beside others.
    """
    found: list[str] = []
    for i in range(shape.model.inputs):
        plain = "x" if not i else "skip" if i == 1 else f"skip{i - 1}"
        words = {inputs.get(member.scope.takes[i], plain) for member in shape.members}
        several = len(words) > 1 or shape.model.inputs == 1 or words & {*found}
        found.append(plain if several else words.pop())
    return tuple(found)


def define(word: str, base: str, about: str, methods: Sequence[ast.stmt]) -> ast.ClassDef:
    """A class with what it says of itself."""
    documented = [ast.Expr(literal(about))] if about else []
    return ast.ClassDef(word, [template(base, {})], [], [*documented, *methods], [])


def _function(word: str, taken: ast.arguments, body: list[ast.stmt], given: str) -> ast.FunctionDef:
    return ast.FunctionDef(word, taken, body, [], _kind(given))


def _arguments(
    named: Sequence[tuple[str, ast.expr | None]], defaults: Sequence[ast.expr] = ()
) -> ast.arguments:
    args = [ast.arg(word, kind) for word, kind in named]
    return ast.arguments([], args, None, [], [], None, list(defaults))


def annotation(one: Parameter) -> ast.expr:
    """The type of a parameter: `int`, `int | tuple[int, int]`, `type[nn.Module]`."""
    kinds = {_type(value) for value in one.values if value is not MISSING}
    if one.default is None or (one.default is MISSING and MISSING in one.values):
        kinds.add("None")
    if "float" in kinds:
        kinds.discard("int")
    ordered = sorted(kinds, key=lambda kind: (kind == "None", kind))
    return _kind(" | ".join(ordered))


def _type(value: Any) -> str:
    if isinstance(value, ClassName):
        return "type[nn.Module]"
    if isinstance(value, list):
        return f"list[{' | '.join(sorted(set(map(_type, value)))) or 'int'}]"
    if isinstance(value, tuple):
        return f"tuple[{', '.join(map(_type, value)) or '()'}]"
    return "None" if value is None else type(value).__name__


def _kind(text: str) -> ast.expr:
    return template(text, {})


def _returns(count: int, ends: Ends) -> str:
    if ends.outputs:
        one = len(ends.outputs) - len(ends.training) == 1
        return "Tensor | dict[str, Tensor]" if one else "dict[str, Tensor]"
    if count > MOST_LISTED:
        return "tuple[Tensor, ...]"
    return "Tensor" if count == 1 else f"tuple[{', '.join(['Tensor'] * count)}]"


def _ending(
    found: Sequence[ast.expr], ends: Ends, written: Sequence[ast.stmt]
) -> Iterator[ast.stmt]:
    """What is given, in training with what only that has."""
    whole = ast.Return(_given(found, ends.outputs))
    if not ends.training:
        yield whole
        return
    last = written[-1] if written else None
    if isinstance(last, ast.If) and ast.unparse(last.test) == "self.training":
        last.body.append(whole)
    else:
        yield ast.If(_kind("self.training"), [whole], [])
    pairs: Mapping[str, ast.expr] = dict(zip(ends.outputs, found, strict=True))
    lasting = [word for word in ends.outputs if word not in ends.training]
    given = [pairs[word] for word in lasting]
    yield ast.Return(_given(given, lasting if len(lasting) > 1 else ()))


def _given_at_once(body: Sequence[ast.stmt]) -> Sequence[ast.stmt]:
    """Statements that give a call's values back at once, where they only named them before."""
    match body:
        case [*before, ast.Assign(targets=[ast.Tuple() as named], value=made), ast.Return() as end]:
            if end.value is not None and ast.unparse(named) == ast.unparse(end.value):
                return [*before, ast.Return(made)]
    return body


def _given(found: Sequence[ast.expr], names: Sequence[str]) -> ast.expr:
    """What a forward gives: a value, a tuple of several, or a mapping where they have names."""
    if names:
        return ast.Dict([literal(one) for one in names], list(found))
    return found[0] if len(found) == 1 else ast.Tuple(list(found))
