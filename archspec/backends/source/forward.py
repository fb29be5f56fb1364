"""The forward of a class: which value goes where, under which name, in how many lines.

Modules are called in the order of the graph, so that what is drawn at random is drawn alike. A
layer with weights begins a line, and what follows it alone is written around it, as people do.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from archspec.backends.source.classes.absences import Absences
from archspec.backends.source.classes.members import INPUT, Place, Ref, module_of
from archspec.backends.source.classes.shapes import Shape
from archspec.backends.source.idioms import Form, forms
from archspec.backends.source.python.build import assign, literal, name, template, uses
from archspec.backends.source.targets import Targets
from archspec.backends.source.variables import Variables
from archspec.graph import Scope

MOST_DEEP, MOST_WIDE = 4, 66
"""How deep and how wide one expression may be."""

_VALUE: Final = re.compile(r"\bv(\d+)\b")


@dataclass(frozen=True, slots=True)
class Attributes:
    """How the things that a class holds are called in its forward.

    Args:
        own: the module or tensor of each position.
        numbers: the values of names in the expression of each position.
        there: of each optional position the test whether it is there, and whether that is None.
    """

    own: Mapping[int, ast.expr]
    numbers: Mapping[int, Mapping[str, ast.expr]]
    there: Mapping[int, tuple[ast.expr, bool]]


@dataclass
class _Pending:
    """An expression that is not written yet, as the one that takes it may be written around it."""

    made: ast.expr
    reads: tuple[Ref, ...]
    begins: int
    depth: int

    @cached_property
    def width(self) -> int:
        """The columns that it takes on one line."""
        return len(ast.unparse(self.made))


@dataclass(slots=True)
class Forward:
    """Writes the statements of a forward.

    Args:
        shape: the class.
        inputs: the names of what it takes.
        idle: the positions that only training needs.
    """

    shape: Shape
    attributes: Attributes
    targets: Targets
    inputs: Sequence[str]
    idle: frozenset[int] = frozenset()
    written: list[ast.stmt] = field(default_factory=list)
    values: dict[ast.stmt, Ref] = field(default_factory=dict)
    pending: dict[Ref, _Pending] = field(default_factory=dict)
    variables: Variables = field(default_factory=Variables)
    left: Counter[Ref] = field(default_factory=Counter)
    last: dict[Ref, int] = field(default_factory=dict)
    absences: Absences = field(init=False)

    def __post_init__(self) -> None:
        self.absences = Absences(self.shape)

    def run(self) -> list[ast.expr]:
        """Writes all positions, and gives what the class gives, as expressions."""
        places, needed = self.shape.model.places, self._needed()
        for i in sorted(needed):
            for ref in _reads(places[i]):
                self.left[ref] += 1
                self.last[ref] = i
        for ref in set(self.shape.model.gives):
            self.left[ref] += 1
            self.last[ref] = len(places)
        for i, word in enumerate(self.inputs):
            self.variables.names[Ref(INPUT, i)] = word
        for i in sorted(needed):
            self._place(i, places[i])
        return self._results()

    def _needed(self) -> set[int]:
        """The positions that are written: functions whose values nobody takes are not."""
        places = self.shape.model.places
        found: set[int] = set()
        taken = {ref.place for ref in self.shape.model.gives}
        for i in reversed(range(len(places))):
            effect = places[i].inner or places[i].owner or module_of(places[i]) is not None
            if effect or i in taken:
                found.add(i)
                taken.update(ref.place for ref in places[i].takes)
        return found

    def _place(self, i: int, place: Place) -> None:
        outer, inside = self.written, i in self.idle
        if inside:
            self.flush()
            self.written = []
        if i in self.attributes.there:
            self._optional(i, place)
        else:
            self._plain(i, place)
        if inside:
            self.flush()
            self._in_training(outer, self.written)
            self.written = outer

    def _in_training(self, outer: list[ast.stmt], inner: list[ast.stmt]) -> None:
        """Puts statements where they are run in training alone."""
        before = outer[-1] if outer else None
        if isinstance(before, ast.If) and ast.unparse(before.test) == "self.training":
            before.body += inner
        else:
            outer.append(ast.If(template("self.training", {}), inner, []))

    def _plain(self, i: int, place: Place) -> None:
        made = self._expression(i, place)
        outputs = self._outputs(i, place)
        if len(outputs) > 1:
            self._several(place, made, outputs)
            return
        ref = outputs[0]
        if not self.left[ref]:
            self.flush()
            self._write(ast.Expr(made.made), made.reads)
            return
        self.pending[ref] = made
        if self.shape.model.gives == (ref,) and self.left[ref] == 1:
            return
        if self.left[ref] > 1 or made.depth > MOST_DEEP or made.width > MOST_WIDE:
            self.flush()

    def _outputs(self, i: int, place: Place) -> list[Ref]:
        given = len(place.child.gives) if isinstance(place.child, Scope) else 1
        return [Ref(i, j) for j in range(given)]

    def _several(self, place: Place, made: _Pending, outputs: Sequence[Ref]) -> None:
        """A scope that gives several values."""
        self.flush()
        self._done(made.reads)
        words = []
        for ref in outputs:
            word = self.variables.of_output(place, ref, bool(self.left[ref]))
            words.append(word)
            if self.left[ref]:
                self.variables.names[ref] = word
        target = ast.Tuple([ast.Name(word) for word in words])
        self.written.append(assign(target, made.made))

    def _expression(self, i: int, place: Place) -> _Pending:
        """What a position does with its values, which may be written out within."""
        steps = forms(place) if _is_layer(place) else [Form(f"own({_listed(len(place.takes))})")]
        begins = begins_line(place)
        for k, ref in enumerate(place.takes):
            several = sum(uses(step.text, f"v{k}") for step in steps) > 1
            if ref in self.pending and (several or place.takes.count(ref) > 1):
                self.flush()
        whole: _Pending | None = None
        for number, step in enumerate(steps):
            if whole is not None and step.before:
                whole = self._kept(i, whole, step.before)
            whole = self._form(i, place, step, whole, begins and number == len(steps) - 1)
        assert whole is not None  # noqa: S101  there is at least one step
        return whole

    def _kept(self, i: int, made: _Pending, word: str) -> _Pending:
        """The value of a step under a name."""
        ref = Ref(i, -1)
        self.flush()
        word = self.variables.names.get(ref) or self.variables.fresh(word)
        self.written.append(assign(ast.Name(word), made.made))
        self.variables.names[ref] = word
        return _Pending(name(word), made.reads, 0, 0)

    def _form(
        self, i: int, place: Place, form: Form, before: _Pending | None, begins: bool
    ) -> _Pending:
        known: dict[str, ast.expr] = {n: literal(v) for n, v in form.values.items()}
        known |= self.attributes.numbers.get(i, {})
        if i in self.attributes.own:
            known["own"] = self.attributes.own[i]
        if form.target:
            known["target"] = self.targets.name(form.target)
        inner = [] if before is None else [before]
        if before is not None:
            known["made"] = before.made
        taken = [(k, ref) for k, ref in enumerate(place.takes) if uses(form.text, f"v{k}")]
        self._settle(form, taken, begins)
        reads: list[Ref] = []
        for k, ref in taken:
            if ref in self.pending:
                one = self.pending.pop(ref)
                inner.append(one)
                known[f"v{k}"] = one.made
            else:
                known[f"v{k}"] = name(self.variables.names[ref])
                reads.append(ref)
        made = template(form.text, known)
        reads += [ref for one in inner for ref in one.reads]
        depth = 1 + max((one.depth for one in inner), default=0)
        return _Pending(made, tuple(reads), begins + sum(one.begins for one in inner), depth)

    def _settle(self, form: Form, taken: Sequence[tuple[int, Ref]], begins: bool) -> None:
        """Writes out what must not be written within a form."""
        places = {int(k): i for i, k in reversed(list(enumerate(_VALUE.findall(form.text))))}
        refs = [ref for k, ref in sorted(taken, key=lambda one: places[one[0]])]
        waiting = [ref for ref in refs if ref in self.pending]
        late = refs[2:] if form.folded else []
        in_order = waiting == list(self.pending)[-len(waiting) or len(self.pending) :]
        light = not begins or not any(self.pending[ref].begins for ref in waiting)
        width = sum(self.pending[ref].width for ref in waiting)
        if not (in_order and not set(late) & set(waiting) and light and width <= MOST_WIDE):
            self.flush()

    def _optional(self, i: int, place: Place) -> None:
        """A position that is not there in all instances."""
        self.flush()
        made = self._expression(i, place)
        test, is_none = self.attributes.there[i]
        ref, instead = Ref(i), self.absences.instead(i)
        other = self.variables.names[instead]
        self._done(made.reads)
        if not self.left[ref]:
            there = ast.Compare(test, [ast.IsNot()], [ast.Constant(None)]) if is_none else test
            self.written.append(ast.If(there, [ast.Expr(made.made)], []))
            return
        word = self.variables.choose(place, ref, made.reads, self)
        if word == other and not is_none:
            self._named(ref, word)
            self.written.append(ast.If(test, [assign(ast.Name(word), made.made)], []))
            return
        if is_none:
            there = ast.Compare(test, [ast.Is()], [ast.Constant(None)])
            whole = ast.IfExp(there, name(other), made.made)
            if word == other:
                there = ast.Compare(test, [ast.IsNot()], [ast.Constant(None)])
                self._named(ref, word)
                self.written.append(ast.If(there, [assign(ast.Name(word), made.made)], []))
                return
        else:
            whole = ast.IfExp(test, made.made, name(other))
        if self.last[ref] == len(self.shape.model.places) and self.left[ref] == 1:
            self.pending[ref] = _Pending(whole, made.reads, 0, MOST_DEEP)
            for one in made.reads:
                self.left[one] += 1
            return
        self._named(ref, word)
        self.written.append(assign(ast.Name(word), whole))

    def flush(self) -> None:
        """Writes out what is pending, each value under a name."""
        while self.pending:
            ref = next(iter(self.pending))
            one = self.pending.pop(ref)
            self._done(one.reads)
            place = self.shape.model.places[ref.place]
            word = self.variables.choose(place, ref, one.reads, self)
            self._named(ref, word)
            statement = assign(ast.Name(word), one.made)
            self.values[statement] = ref
            self.written.append(statement)

    def _write(self, statement: ast.stmt, reads: Iterable[Ref]) -> None:
        self._done(reads)
        self.written.append(statement)

    def _done(self, reads: Iterable[Ref]) -> None:
        """Counts values as taken by an expression that is written now."""
        for ref in reads:
            self.left[ref] -= 1

    def _named(self, ref: Ref, word: str) -> None:
        kept = self.variables.names.items()
        self.variables.names = {
            r: w for r, w in kept if w != word and (r.output < 0 or self.is_live(r))
        }
        self.variables.names[ref] = word

    def is_live(self, ref: Ref) -> bool:
        """Whether a value is still to be taken, by what is pending or comes later."""
        return self.left[ref] > 0 or any(ref in one.reads for one in self.pending.values())

    def _results(self) -> list[ast.expr]:
        gives = self.shape.model.gives
        waiting = [ref for ref in gives if ref in self.pending]
        if (
            self.idle
            or waiting != list(self.pending)
            or len(waiting) > 1
            or len(set(gives)) < len(gives)
        ):
            self.flush()
        found = []
        for ref in gives:
            one = self.pending.pop(ref, None)
            found.append(name(self.variables.names[ref]) if one is None else one.made)
        return found


def _reads(place: Place) -> Sequence[Ref]:
    """The values that a place takes, as often as its expression has them in steps of its own."""
    if not _is_layer(place):
        return place.takes
    texts = [form.text for form in forms(place)]
    return [ref for t in texts for k, ref in enumerate(place.takes) if uses(t, f"v{k}")]


def begins_line(place: Place) -> bool:
    """Whether a person begins a line with it: a scope, or a layer that weighs its input."""
    if not _is_layer(place):
        return True
    return place.stateful and not place.node.layer.role


def _is_layer(place: Place) -> bool:
    return not isinstance(place.child, Scope)


def _listed(count: int) -> str:
    return ", ".join(f"v{i}" for i in range(count))
