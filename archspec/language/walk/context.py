"""What the parts of the walk share: the file's blocks and parameters, and what was made so far."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Span
from archspec.kind import LOST, BlockCall, Held, Layer, Origin, Value, find
from archspec.language.expressions.environment import Environment
from archspec.language.fields.written import Defaults
from archspec.language.skip import Skip
from archspec.language.walk.blocks import Block
from archspec.language.walk.nodes import Nodes
from archspec.language.walk.report import Report, TooLarge, TooMany
from archspec.language.walk.scopes import Scopes
from archspec.syntax import Tree

if TYPE_CHECKING:
    from archspec.language.walk.memory import Memory
    from archspec.language.walk.recording import Key, Recording

MAX_REHEARSED: Final = 3
"""Lists within lists that are looked through although nothing is known of what they receive."""


@dataclass(frozen=True, slots=True)
class OnlyOne:
    """What a list is told that stands for its only layer: the name, and the scope for all else.

    A block call or a path that is exactly one unnamed layer is that layer, under the name of the
    call or path; anything else stands in a scope of that name.

    Args:
        name: that name, if it has one.
        held: the call, or the layer that has the path, as it was written.
        kind: the word for the scope.
        named: what was written that has the name.
        called: the call, where it is one.
    """

    name: str | None
    held: Held
    kind: str
    named: Origin
    called: BlockCall | None = None


@dataclass(slots=True)
class Context(ABC):
    """One way down a file.

    Args:
        blocks: the blocks of the file, by name.
        defaults: fields for every layer of a kind, by kind.
        params: the parameters of the file.
        report: what is wrong with fields, and how many layers there are.
        scopes: names, and what they mean.
        nodes: the layers with their shapes.
        broken_blocks: those that something is wrong with, which was said.
        called_blocks: those that some layer calls.
        opened: how many mistakes there were before the outermost call of each that is open.
        absent: the names of layers that are switched off.
        norms: how each normalisation was written, to be made once more elsewhere.
        open: how many lists are open.
        most_open: how many were at most, since what is watched began.
        most_calls: likewise of calls of blocks.
        recordings: what calls of blocks put into the network, for those that are equal.
        memory: the same of earlier checks of the text, if it is checked again and again.
    """

    blocks: Mapping[str, Block]
    defaults: Defaults
    params: Mapping[str, Any]
    report: Report = field(default_factory=Report)
    scopes: Scopes = field(default_factory=Scopes)
    nodes: Nodes = field(default_factory=Nodes)
    broken_blocks: set[str] = field(default_factory=set)
    called_blocks: set[str] = field(default_factory=set)
    opened: dict[str, int] = field(default_factory=dict)
    absent: dict[str, Span] = field(default_factory=dict)
    norms: dict[str, Held] = field(default_factory=dict)
    open: int = 0
    most_open: int = 0
    most_calls: int = 0
    recordings: "dict[Key, Recording]" = field(default_factory=dict)
    memory: "Memory | None" = None

    @abstractmethod
    def layers(
        self,
        tree: Tree,
        environment: Environment,
        value: Value,
        owner: str = "`layers`",
        only: OnlyOne | None = None,
    ) -> Value:
        """What a list of layers makes of a value; `owner` is the word for what has the list."""

    def environment(self, params: Mapping[str, Any], value: Value) -> Environment:
        """What a layer that takes this value can name."""
        return Environment(params, value, self.scopes)

    def is_kind(self, word: str) -> bool:
        """Whether a layer may begin with that word."""
        return word in self.blocks or find(word) is not None

    def kind_of(self, word: str) -> type[Layer] | None:
        """The kind of layer of that name, unless a block has it."""
        return None if word in self.blocks or word in self.broken_blocks else find(word)

    def rehearse(self, tree: Tree, environment: Environment, owner: str) -> None:
        """Finds what is wrong with the fields of a list, whatever it receives."""
        if self.scopes.quiet > MAX_REHEARSED:
            return
        # What it puts in is no part of the network.
        nodes, self.nodes = self.nodes, Nodes(self.nodes.any_open)
        before = len(self.report.problems)
        try:
            with self.scopes.rehearsal(), suppress(Skip):
                self.layers(tree, environment.receiving(LOST), LOST, owner)
        except TooMany:
            raise
        except TooLarge:
            # A rehearsed list stands for nothing yet, so it cannot stand for too much.
            del self.report.problems[before:]
        finally:
            self.nodes = nodes

    def findings(self) -> int:
        """How many mistakes in fields there are so far."""
        return len(self.report.problems)


Build = Callable[[Value], Value]
