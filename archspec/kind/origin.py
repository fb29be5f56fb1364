"""What led to a layer beside its own line: the calls of blocks, and the rounds of repeats."""

from collections.abc import Mapping
from typing import Any

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Span
from archspec.diagnostics.readable import MAX_NAME, cut


@dataclass(frozen=True, slots=True, eq=False)
class BlockCall:
    """One call of a block.

    Args:
        name: the block's.
        arguments: the value of each of its parameters, in their order, defaults among them.
        span: where the call was written.

    >>> str(BlockCall("bottleneck", {"width": 64, "stride": 2}, Span.nowhere()))
    'bottleneck(width=64, stride=2)'
    """

    name: str
    arguments: Mapping[str, Any]
    span: Span

    def __str__(self) -> str:
        return f"{self.name}({_assigned(self.arguments)})"


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a repeat.

    Args:
        index: its number, from 0.
        count: how many rounds the repeat has.
        variables: what the repeat's own names hold in this round.

    >>> str(Round(1, 3, {"i": 1, "width": 128})), str(Round(0, 2))
    ('round 2 of 3 (i=1, width=128)', 'round 1 of 2')
    """

    index: int
    count: int
    variables: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        names = f" ({_assigned(self.variables)})" if self.variables else ""
        return f"round {self.index + 1} of {self.count}{names}"


def _assigned(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={cut(repr(value), MAX_NAME)}" for name, value in values.items())
