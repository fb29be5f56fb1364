"""Expressions of a forward: what a layer does with its values, some of them written out within."""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from archspec.backends.source.classes.members import Place, Ref
from archspec.backends.source.idioms.form import Form, listed
from archspec.backends.source.idioms.forms import forms
from archspec.backends.source.python.build import assign, literal, name, template, uses
from archspec.backends.source.targets import Targets
from archspec.backends.source.writing import Pending, Writing
from archspec.graph import Scope

MOST_WIDE: Final = 66
"""How wide an expression may be that another is written around."""

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


@dataclass(frozen=True, slots=True)
class Composing:
    """Composes the expressions of positions.

    Args:
        attributes: how the class calls what it holds.
        targets: what the source uses.
        writing: the forward around.
    """

    attributes: Attributes
    targets: Targets
    writing: Writing

    def expression(self, i: int, place: Place) -> Pending:
        """What a position does with its values, which may be written out within."""
        steps = forms(place) if is_layer(place) else [Form(f"own({listed(len(place.takes))})")]
        begins = begins_line(place)
        for k, ref in enumerate(place.takes):
            several = sum(uses(step.text, f"v{k}") for step in steps) > 1
            if ref in self.writing.pending and (several or place.takes.count(ref) > 1):
                self.writing.flush()
        whole: Pending | None = None
        for number, step in enumerate(steps):
            if whole is not None and step.before:
                whole = self._kept(i, whole, step.before)
            whole = self._form(i, place, step, whole, begins and number == len(steps) - 1)
        assert whole is not None  # noqa: S101  there is at least one step
        return whole

    def _kept(self, i: int, made: Pending, word: str) -> Pending:
        """The value of a step under a name."""
        ref = Ref(i, -1)
        self.writing.flush()
        word = self.writing.variables.names.get(ref) or self.writing.variables.fresh(word)
        self.writing.written.append(assign(ast.Name(word), made.made))
        self.writing.variables.names[ref] = word
        return Pending(name(word), made.reads, 0, 0)

    def _form(
        self, i: int, place: Place, form: Form, before: Pending | None, begins: bool
    ) -> Pending:
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
            if ref in self.writing.pending:
                one = self.writing.pending.pop(ref)
                inner.append(one)
                known[f"v{k}"] = one.made
            else:
                known[f"v{k}"] = name(self.writing.variables.names[ref])
                reads.append(ref)
        made = template(form.text, known)
        reads += [ref for one in inner for ref in one.reads]
        depth = 1 + max((one.depth for one in inner), default=0)
        return Pending(made, tuple(reads), begins + sum(one.begins for one in inner), depth)

    def _settle(self, form: Form, taken: Sequence[tuple[int, Ref]], begins: bool) -> None:
        """Writes out what must not be written within a form."""
        places = {int(k): i for i, k in reversed(list(enumerate(_VALUE.findall(form.text))))}
        refs = [ref for k, ref in sorted(taken, key=lambda one: places[one[0]])]
        waiting = [ref for ref in refs if ref in self.writing.pending]
        late = refs[2:] if form.folded else []
        in_order = (
            waiting == list(self.writing.pending)[-len(waiting) or len(self.writing.pending) :]
        )
        light = not begins or not any(self.writing.pending[ref].begins for ref in waiting)
        width = sum(self.writing.pending[ref].width for ref in waiting)
        if not (in_order and not set(late) & set(waiting) and light and width <= MOST_WIDE):
            self.writing.flush()


def reads_of(place: Place) -> Sequence[Ref]:
    """The values that a place takes, as often as its expression has them in steps of its own."""
    if not is_layer(place):
        return place.takes
    texts = [form.text for form in forms(place)]
    return [ref for t in texts for k, ref in enumerate(place.takes) if uses(t, f"v{k}")]


def begins_line(place: Place) -> bool:
    """Whether a person begins a line with it: a scope, or a layer that weighs its input."""
    if not is_layer(place):
        return True
    return place.stateful and not place.node.layer.role


def is_layer(place: Place) -> bool:
    """Whether it is no scope."""
    return not isinstance(place.child, Scope)
