"""The graph as text, a line a node or scope, stable enough to be compared."""

from collections.abc import Iterator

from archspec.diagnostics.readable import printable
from archspec.graph.ir import Graph, Node
from archspec.graph.seen import seen
from archspec.graph.tree import Scope, ScopeNode
from archspec.kind import Held, Layer


def print_graph(graph: Graph) -> str:
    """The inputs, the nodes in order within their scopes, and the outputs.

    Shapes, costs and receptive fields stand where they are known, as do the call of a block and the
    rounds of repeats that a scope comes from.
    """
    lines = [f"graph {graph.name}"]
    lines += [f"  {i.value} : {i.shape}" for i in graph.inputs]
    lines += _inside(graph.tree.root, graph, "  ", 0)
    lines += [f"  return {name} = {value}" for name, value in graph.outputs.items()]
    return "\n".join(map(printable, lines)) + "\n"


def _inside(scope: Scope, graph: Graph, pad: str, rounds: int) -> Iterator[str]:
    """What stands in a scope, of which so many rounds are said already."""
    for child in scope.children:
        if isinstance(child, Scope):
            known = graph.scopes.get(child.path)
            yield f"{pad}{_scope(child)}{_made(known, rounds)}"
            yield from _inside(
                child, graph, f"{pad}  ", len(known.origin.rounds) if known else rounds
            )
        else:
            yield f"{pad}{_node(child, graph)}"


def _scope(scope: Scope) -> str:
    return f"{scope.path}: {scope.kind}({', '.join(scope.takes)}) gives {', '.join(scope.gives)}"


def _made(known: ScopeNode | None, rounds: int) -> str:
    """The call of a block and the rounds of repeats that a scope comes from, as a comment."""
    if known is None:
        return ""
    made = [str(one) for one in (known.call, *known.origin.rounds[rounds:]) if one]
    return f" # {', '.join(made)}" if made else ""


def _node(node: Node, graph: Graph) -> str:
    fields = "".join(f" {name}={value}" for name, value in _fields(node.layer).items())
    shared = f" weights={node.weights}" if node.shared else ""
    text = f"{node.path} = {node.layer.kind}({', '.join(node.inputs)}){fields}{shared}"
    if node.output.dims:
        text += f" : {node.output}{'' if node.numbers.real else ' whole'}"
    if node.cost.params or node.cost.macs:
        text += f" # params={node.cost.params} macs={node.cost.macs}"
    if sees := seen(node.receptive_fields, named=len(graph.inputs) > 1):
        text += f" sees={sees}"
    return text


def _fields(layer: Layer) -> dict[str, object]:
    fields = type(layer).model_fields
    names = [name for name in fields if name not in Layer.model_fields]
    values = layer.written(*names).items()
    return {fields[name].alias or name: v for name, v in values if not isinstance(v, Held)}
