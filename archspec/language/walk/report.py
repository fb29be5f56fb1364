"""What is found while layers are worked out, and how far that goes."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Diagnostic, Help, Mark, Problem, Span
from archspec.kind import BlockCall, Held, Origin, Round
from archspec.language.fields.locate import locate
from archspec.language.skip import Skip
from archspec.language.walk.limits import MANY_CALLS, MAX_FINDINGS, MAX_LAYERS, MAX_NAMED

END_RECURSION: Final = Help("end the recursion with a `when` on the layer that calls the block")


class TooLarge(Exception):  # noqa: N818  like Skip, but with everything that follows
    """The file stands for too much; that is reported."""


class TooMany(TooLarge):
    """There are more mistakes than anybody reads; that is reported."""


def too_many(span: Span | None) -> Diagnostic:
    """A212: there are more mistakes than anybody reads, the last of them at a place."""
    message = f"more than {MAX_FINDINGS:,} mistakes; nothing behind them was checked"
    return Diagnostic("A212", message, span)


@dataclass(slots=True)
class Report:
    """Findings, and the number of layers so far.

    Args:
        problems: what is wrong.
        calls: the calls of blocks that are open, the outermost first.
        rounds: the rounds of repeats that are open, the outermost first.
        count: the layers so far, calls among them.
        named: how many values they took by name.
        distinct: what is wrong, each once.
    """

    problems: list[Diagnostic] = field(default_factory=list)
    calls: tuple[BlockCall, ...] = ()
    rounds: tuple[Round, ...] = ()
    count: int = 0
    named: int = 0
    distinct: set[Diagnostic] = field(default_factory=set)

    def add(self, *found: Diagnostic) -> None:
        """Reports findings, with the calls that led to them.

        Raises:
            TooMany: where there are more than anybody reads.
        """
        marks = tuple(Mark(call.span, "called from here") for call in reversed(self.calls[-2:]))
        self.keep(replace(one, marks=(*one.marks, *marks)) for one in found)

    def error(self, code: str, message: str, span: Span, **more: Any) -> None:
        """Reports a finding."""
        self.add(Diagnostic(code, message, span, **more))

    def skip(self, *found: Diagnostic) -> Skip:
        """Reports why an entry cannot be worked out; raise what it returns."""
        self.add(*found)
        return Skip()

    def skip_layer(self, problem: Problem, origin: Origin) -> Skip:
        """Reports what is wrong with a layer, at its place; raise what it returns."""
        self.keep([locate(problem, origin)])
        return Skip()

    def keep(self, found: Iterable[Diagnostic]) -> None:
        """Reports findings that know where they come from.

        Raises:
            TooMany: where there are more than anybody reads.
        """
        helps = (END_RECURSION,) if self._recurs() else ()
        for one in found:
            one = replace(one, helps=one.helps + helps) if helps else one
            self.problems.append(one)
            self.distinct.add(one)
            if len(self.distinct) > MAX_FINDINGS:
                self.problems.append(too_many(one.span))
                raise TooMany

    def _recurs(self) -> bool:
        """Whether a block has called itself so often that it may never end."""
        deep = len(self.calls) >= MANY_CALLS
        return deep and sum(c.name == self.calls[-1].name for c in self.calls) >= MANY_CALLS

    def reached(self, held: Held) -> Held:
        """The layer as it was written, reached by the calls and rounds that are open now."""
        origin, calls, rounds = held.origin, self.calls, self.rounds
        if origin.calls is calls and origin.rounds is rounds:
            return held
        place, tree, around = origin.reached(calls, rounds), held.tree, held.environment
        return Held(held.cls, place, tree, around, held.role, held.again, held.home)

    def grow(self, layers: int, span: Span) -> None:
        """Counts layers.

        Raises:
            TooLarge: where there are more than any network has.
        """
        self.count += layers
        if self.count > MAX_LAYERS:
            raise self.too_large(f"the file stands for more than {MAX_LAYERS:,} layers", span)

    def name(self, values: int, span: Span) -> None:
        """Counts values that layers take by name.

        Raises:
            TooLarge: where there are more than any network has.
        """
        self.named += values
        if self.named > MAX_NAMED:
            message = f"the layers of the file name others more than {MAX_NAMED:,} times"
            raise self.too_large(message, span)

    def expect(self, layers: int, span: Span) -> None:
        """Counts layers that are still to come.

        Raises:
            TooLarge: where there will be more than any network has.
        """
        self.grow(layers, span)
        self.count -= layers

    def too_large(self, message: str, span: Span, *helps: Help) -> TooLarge:
        """Reports why nothing can be worked out, at the outermost call; raise what it returns."""
        self.error("A212", message, self.calls[0].span if self.calls else span, helps=helps)
        return TooLarge()
