"""The forward of a class: which value goes where, under which name, in how many lines.

Modules are called in the order of the graph, so that what is drawn at random is drawn alike. A
layer with weights begins a line, and what follows it alone is written around it, as people do.
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from archspec.backends.source.classes.absences import Absences
from archspec.backends.source.classes.members import INPUT, Place, Ref, module_of
from archspec.backends.source.composing import MOST_WIDE, Composing, reads_of
from archspec.backends.source.python.build import assign, name, template
from archspec.backends.source.writing import Pending, Writing
from archspec.graph import Scope

MOST_DEEP: Final = 4
"""How deep one expression may be."""


@dataclass(frozen=True, slots=True)
class Forward:
    """Writes the statements of a forward.

    Args:
        writing: where they go.
        composing: what makes the expressions in them.
        absences: the values that stand for what some instances lack.
    """

    writing: Writing
    composing: Composing
    absences: Absences

    def run(self) -> list[ast.expr]:
        """Writes all positions, and gives what the class gives, as expressions."""
        places, needed = self.writing.shape.model.places, self._needed()
        for i in sorted(needed):
            for ref in reads_of(places[i]):
                self.writing.left[ref] += 1
                self.writing.last[ref] = i
        for ref in set(self.writing.shape.model.gives):
            self.writing.left[ref] += 1
            self.writing.last[ref] = len(places)
        for i, word in enumerate(self.writing.inputs):
            self.writing.variables.names[Ref(INPUT, i)] = word
        for i in sorted(needed):
            self._place(i, places[i])
        return self._results()

    def _needed(self) -> set[int]:
        """The positions that are written: functions whose values nobody takes are not."""
        places = self.writing.shape.model.places
        found: set[int] = set()
        taken = {ref.place for ref in self.writing.shape.model.gives}
        for i in reversed(range(len(places))):
            effect = places[i].inner or places[i].owner or module_of(places[i]) is not None
            if effect or i in taken:
                found.add(i)
                taken.update(ref.place for ref in places[i].takes)
        return found

    def _place(self, i: int, place: Place) -> None:
        outer, inside = self.writing.written, i in self.writing.idle
        if inside:
            self.writing.flush()
            self.writing.written = []
        if i in self.composing.attributes.there:
            self._optional(i, place)
        else:
            self._plain(i, place)
        if inside:
            self.writing.flush()
            self._in_training(outer, self.writing.written)
            self.writing.written = outer

    def _in_training(self, outer: list[ast.stmt], inner: list[ast.stmt]) -> None:
        """Puts statements where they are run in training alone."""
        if not inner:
            return
        before = outer[-1] if outer else None
        if isinstance(before, ast.If) and ast.unparse(before.test) == "self.training":
            before.body += inner
        else:
            outer.append(ast.If(template("self.training", {}), inner, []))

    def _plain(self, i: int, place: Place) -> None:
        made = self.composing.expression(i, place)
        outputs = self._outputs(i, place)
        if len(outputs) > 1:
            self._several(place, made, outputs)
            return
        ref = outputs[0]
        if not self.writing.left[ref]:
            self.writing.flush()
            # To name a value does nothing, as of an `identity` that nobody takes.
            if isinstance(made.made, ast.Name):
                self.writing.done(made.reads)
            else:
                self.writing.write(ast.Expr(made.made), made.reads)
            return
        self.writing.pending[ref] = made
        if self.writing.shape.model.gives == (ref,) and self.writing.left[ref] == 1:
            return
        if self.writing.left[ref] > 1 or made.depth > MOST_DEEP or made.width > MOST_WIDE:
            self.writing.flush()

    def _outputs(self, i: int, place: Place) -> list[Ref]:
        given = len(place.child.gives) if isinstance(place.child, Scope) else 1
        return [Ref(i, j) for j in range(given)]

    def _several(self, place: Place, made: Pending, outputs: Sequence[Ref]) -> None:
        """A scope that gives several values."""
        self.writing.flush()
        self.writing.done(made.reads)
        words = []
        for ref in outputs:
            word = self.writing.variables.of_output(place, ref, self.writing)
            words.append(word)
            if self.writing.left[ref]:
                self.writing.variables.names[ref] = word
        target = ast.Tuple([ast.Name(word) for word in words])
        self.writing.written.append(assign(target, made.made))

    def _optional(self, i: int, place: Place) -> None:
        """A position that is not there in all instances."""
        writing = self.writing
        writing.flush()
        made = self.composing.expression(i, place)
        test, is_none = self.composing.attributes.there[i]
        there = _compared(test, ast.IsNot()) if is_none else test
        ref, other = Ref(i), writing.variables.names[self.absences.instead(i)]
        writing.done(made.reads)
        if not writing.left[ref]:
            writing.written.append(ast.If(there, [ast.Expr(made.made)], []))
            return
        word = writing.variables.choose(place, ref, made.reads, writing)
        if word == other:
            statement: ast.stmt = ast.If(there, [assign(ast.Name(word), made.made)], [])
        else:
            either = (made.made, name(other)) if not is_none else (name(other), made.made)
            whole = ast.IfExp(_compared(test, ast.Is()) if is_none else test, *either)
            if writing.last[ref] == len(writing.shape.model.places) and writing.left[ref] == 1:
                writing.pending[ref] = Pending(whole, made.reads, 0, MOST_DEEP)
                writing.left.update(made.reads)
                return
            statement = assign(ast.Name(word), whole)
        writing.named(ref, word)
        writing.written.append(statement)

    def _results(self) -> list[ast.expr]:
        gives = self.writing.shape.model.gives
        waiting = [ref for ref in gives if ref in self.writing.pending]
        if (
            self.writing.idle
            or waiting != list(self.writing.pending)
            or len(waiting) > 1
            or len(set(gives)) < len(gives)
        ):
            self.writing.flush()
        found = []
        for ref in gives:
            one = self.writing.pending.pop(ref, None)
            found.append(name(self.writing.variables.names[ref]) if one is None else one.made)
        return found


def _compared(held: ast.expr, how: ast.cmpop) -> ast.expr:
    """`held is None`, or `held is not None`."""
    return ast.Compare(held, [how], [ast.Constant(None)])
