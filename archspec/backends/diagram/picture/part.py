"""What of a network a picture shows: all of it, or one scope by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archspec.backends.diagram.picture.counts import macs
from archspec.backends.diagram.picture.labels import shorten
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.diagnostics.suggest import did_you_mean, listed
from archspec.graph import Graph, Scope
from archspec.shapes import Shape


@dataclass(frozen=True, slots=True)
class End:
    """A value that goes into a picture or comes out of it.

    Args:
        value: its name in the graph.
        name: what it is called.
        shape: of the value.
        quiet: what else is said of it.
    """

    value: str
    name: str
    shape: Shape
    quiet: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A scope with what goes in and what comes out; the network's own is the whole of it."""

    title: str
    scope: Scope
    inputs: tuple[End, ...]
    outputs: tuple[End, ...]
    facts: tuple[str, ...]


def part_of(graph: Graph, path: str = "") -> Part:
    """The part of a graph below a path; all of it for an empty one.

    Raises:
        Failure: A507 where no scope has that path.
    """
    scope = find_scope(graph, path)
    inputs, outputs = _crossing(graph, scope) if path else (_given(graph), _results(graph))
    title = f"{graph.name} · {path}" if path else graph.name
    gives = " and ".join(str(end.shape) for end in outputs) if path else graph.given
    shapes = f"{' and '.join(str(end.shape) for end in inputs)} → {gives}"
    return Part(shorten(title), scope, inputs, outputs, (shapes, _totals(graph, scope)))


def find_scope(graph: Graph, path: str) -> Scope:
    """The scope with a path.

    Raises:
        Failure: A507 where there is none; says which have names like it.
    """
    scopes = graph.tree.scopes
    if path not in scopes:
        raise Failure([_unknown(graph, path)])
    return scopes[path]


def _unknown(graph: Graph, path: str) -> Diagnostic:
    """No scope has this path; says which do, those nearby first."""
    known = [one for one in graph.tree.scopes if one]
    above = path.rpartition(".")[0]
    if any(node.path == path for node in graph.nodes):
        message = f"`{shorten(path)}` is a single layer, and a picture opens scopes"
        around = Help(f"name the scope around it: `{above}`")
        helps = (around,) if above in known else did_you_mean(path, known)
    else:
        message, helps = f"no scope is called `{shorten(path)}`", did_you_mean(path, known)
    beside = [one for one in known if one.rpartition(".")[0] == above] or known
    note = f"scopes: {listed(beside)}" if known else "the network has no scopes"
    return Diagnostic("A507", message, notes=(note,), helps=helps)


def _given(graph: Graph) -> tuple[End, ...]:
    return tuple(End(one.value, one.name, one.shape) for one in graph.inputs)


def _results(graph: Graph) -> tuple[End, ...]:
    shapes = graph.output_shapes
    return tuple(
        End(value, name, shapes[name], "in training" if name in graph.training else "")
        for name, value in graph.outputs.items()
    )


def _crossing(graph: Graph, scope: Scope) -> tuple[tuple[End, ...], tuple[End, ...]]:
    """What a scope takes and gives; a value is called by its path where there are several."""
    shapes = {one.value: one.shape for one in graph.inputs}
    shapes |= {node.path: node.output for node in graph.nodes}

    def ends(values: Sequence[str], word: str) -> Iterator[End]:
        for value in values:
            yield End(value, word if len(values) == 1 else value.removeprefix("@"), shapes[value])

    return tuple(ends(scope.takes, "input")), tuple(ends(scope.gives, "output"))


def _totals(graph: Graph, scope: Scope) -> str:
    nodes = graph.tree.nodes_of(scope)
    params = sum(node.cost.params for node in nodes)
    return f"{params:,} parameters · {macs(sum(node.cost.macs for node in nodes))} MACs"
