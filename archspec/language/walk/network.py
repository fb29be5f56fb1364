"""The network of a file: the walk down its layers, from its inputs to its outputs."""

from collections.abc import Iterator, Mapping, Sequence

from archspec.diagnostics import Diagnostic
from archspec.graph import Graph, Input
from archspec.kind import LOST, Value
from archspec.language.document.model import Output
from archspec.language.expressions.file_budget import current_budget
from archspec.language.walk.calls import rehearse
from archspec.language.walk.lists import Walk
from archspec.language.walk.nodes import Nodes
from archspec.language.walk.number_checks import beyond_vocabulary
from archspec.language.walk.open_scope import OpenScope
from archspec.language.walk.report import TooLarge
from archspec.language.walk.scopes import Scopes
from archspec.syntax import Tree


class NetworkReader:
    """Reads the layers of a file.

    Args:
        walk: with the blocks, defaults and parameters of the file.
        inputs: what the network takes; empty where something is wrong with that.
    """

    def __init__(self, walk: Walk, inputs: Sequence[Input]):
        self.walk, self.inputs = walk, inputs
        self.last = LOST
        self.outputs: Mapping[str, Value] = {}
        self.training: frozenset[str] = frozenset()
        self.too_large = False
        names = {one.name: Value(one.value, one.shape, one.numbers) for one in inputs}
        walk.scopes = Scopes(OpenScope(names=names))
        walk.nodes = Nodes(
            any_open=any(one.shape.open_names for one in inputs),
            inputs={one.value: one for one in inputs},
        )

    def read(self, layers: Tree) -> None:
        """Goes down the layers, and through the blocks that none of them calls."""
        walk = self.walk
        first = next(iter(walk.scopes.open.names.values()), LOST)
        try:
            self.last = walk.layers(layers, walk.environment(walk.params, first), first)
            walk.scopes.close()
            for name, block in walk.blocks.items():
                if name not in walk.called_blocks:
                    rehearse(walk, block)
        except TooLarge:
            self.too_large = True
        except RecursionError:
            walk.report.error("A212", "layers are nested too deep", layers.span)
            self.too_large = True

    def name_outputs(self, outputs: Sequence[Output]) -> None:
        """Looks up what the network gives; without any, it gives what its last layer does."""
        lookup = self.walk.scopes.lookup
        found = {one.name: lookup(one.layer, one.span, "outputs", None) for one in outputs}
        self.outputs = found or {"output": self.last}
        self.training = frozenset(one.name for one in outputs if one.training)

    def graph(self, name: str) -> Graph:
        """The network, where nothing is wrong with it."""
        nodes, paths = self.walk.nodes.named(self.walk.scopes.paths), self.walk.scopes.paths
        values = {word: paths.get(value.id, value.id) for word, value in self.outputs.items()}
        return Graph(name, tuple(self.inputs), nodes, self.walk.scopes.known, values, self.training)

    def problems(self) -> Iterator[Diagnostic]:
        """Everything that is wrong with fields, names and shapes."""
        yield from self.walk.report.problems
        if self.too_large or current_budget().finding:
            # What is said of names and shapes would follow from what was not worked out.
            return
        yield from self.walk.scopes.problems
        yield from self.walk.scopes.missed(self.walk.absent)
        yield from self.walk.nodes.problems
        nodes = self.walk.nodes
        yield from beyond_vocabulary(nodes.order, nodes.made, nodes.inputs)
