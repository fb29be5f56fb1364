"""What is found while layers are worked out, and how far that goes."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from archspec.diagnostics import Diagnostic, Help, Mark, Problem, Span
from archspec.kind import BlockCall, Origin, Round
from archspec.language.fields.locate import locate
from archspec.language.walk.limits import MAX_FINDINGS, MAX_LAYERS


class Stop(Exception):  # noqa: N818  not a fault of its own: the findings are in the record
    """This layer cannot be worked out; the finding is recorded."""


class TooLarge(Exception):  # noqa: N818  like Stop, but for everything
    """The file stands for too much; the finding is recorded."""


@dataclass(slots=True)
class Record:
    """Findings, and the number of layers so far.

    Args:
        problems: what is wrong.
        calls: the calls of blocks that are open, the outermost first.
        rounds: the rounds of repeats that are open, the outermost first.
        count: the layers so far, calls among them.
        distinct: what is wrong, each once.
    """

    problems: list[Diagnostic] = field(default_factory=list)
    calls: tuple[BlockCall, ...] = ()
    rounds: tuple[Round, ...] = ()
    count: int = 0
    distinct: set[Diagnostic] = field(default_factory=set)

    def add(self, *found: Diagnostic) -> None:
        """Records findings, with the calls that led to them.

        Raises:
            TooLarge: where there are more than anybody reads.
        """
        marks = tuple(Mark(call.span, "called from here") for call in reversed(self.calls[-2:]))
        self.keep(replace(one, marks=(*one.marks, *marks)) for one in found)

    def report(self, code: str, message: str, span: Span, **more: Any) -> None:
        """Records a finding."""
        self.add(Diagnostic(code, message, span, **more))

    def stop(self, problem: Problem, origin: Origin) -> Stop:
        """Records what is wrong with a layer; raise what it returns."""
        self.keep([locate(problem, origin)])
        return Stop()

    def keep(self, found: Iterable[Diagnostic]) -> None:
        """Records findings that know where they come from.

        Raises:
            TooLarge: where there are more than anybody reads.
        """
        for one in found:
            self.problems.append(one)
            self.distinct.add(one)
            if len(self.distinct) > MAX_FINDINGS:
                message = f"more than {MAX_FINDINGS:,} mistakes; nothing behind them was checked"
                self.problems.append(Diagnostic("A212", message, one.span))
                raise TooLarge

    def grow(self, layers: int, span: Span) -> None:
        """Counts layers.

        Raises:
            TooLarge: where there are more than any network has.
        """
        self.count += layers
        if self.count > MAX_LAYERS:
            message = f"the file stands for more than {MAX_LAYERS:,} layers"
            raise self.too_large(message, span)

    def expect(self, layers: int, span: Span) -> None:
        """Counts layers that are still to come.

        Raises:
            TooLarge: where there will be more than any network has.
        """
        self.grow(layers, span)
        self.count -= layers

    def too_large(self, message: str, span: Span, *helps: Help) -> TooLarge:
        """Records why nothing can be worked out, at the outermost call; raise what it returns."""
        self.report("A212", message, self.calls[0].span if self.calls else span, helps=helps)
        return TooLarge()
