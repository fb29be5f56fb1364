"""The statements of a forward while they are written: what is pending, and who takes what."""

import ast
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from archspec.backends.source.classes.members import Ref
from archspec.backends.source.classes.shapes import Shape
from archspec.backends.source.python.build import assign
from archspec.backends.source.variables import Variables


@dataclass
class Pending:
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
class Writing:
    """What is written so far, and what is not yet.

    Args:
        shape: the class.
        inputs: the names of what it takes.
        idle: the positions that only training needs.
        written: the statements.
        values: the value that each of these gives a name.
        pending: the expressions that are not written yet, in their order.
        variables: the names of values.
        left: how often each value is still to be taken.
        last: the last position that takes it.
    """

    shape: Shape
    inputs: Sequence[str]
    idle: frozenset[int] = frozenset()
    written: list[ast.stmt] = field(default_factory=list)
    values: dict[ast.stmt, Ref] = field(default_factory=dict)
    pending: dict[Ref, Pending] = field(default_factory=dict)
    variables: Variables = field(default_factory=Variables)
    left: Counter[Ref] = field(default_factory=Counter)
    last: dict[Ref, int] = field(default_factory=dict)

    def flush(self) -> None:
        """Writes out what is pending, each value under a name; one that has it stays as it is."""
        while self.pending:
            ref = next(iter(self.pending))
            one = self.pending.pop(ref)
            self.done(one.reads)
            place = self.shape.model.places[ref.place]
            word = self.variables.choose(place, ref, one.reads, self)
            self.named(ref, word)
            if isinstance(one.made, ast.Name) and one.made.id == word:
                continue
            statement = assign(ast.Name(word), one.made)
            self.values[statement] = ref
            self.written.append(statement)

    def write(self, statement: ast.stmt, reads: Iterable[Ref]) -> None:
        """Adds a statement that takes these values."""
        self.done(reads)
        self.written.append(statement)

    def done(self, reads: Iterable[Ref]) -> None:
        """Counts values as taken by an expression that is written now."""
        for ref in reads:
            self.left[ref] -= 1

    def named(self, ref: Ref, word: str) -> None:
        """Has a value be called so; what was, and what nobody takes any more, is not."""
        kept = self.variables.names.items()
        self.variables.names = {
            r: w for r, w in kept if w != word and (r.output < 0 or self.is_live(r))
        }
        self.variables.names[ref] = word

    def is_live(self, ref: Ref) -> bool:
        """Whether a value is still to be taken, by what is pending or comes later."""
        return self.left[ref] > 0 or any(ref in one.reads for one in self.pending.values())
