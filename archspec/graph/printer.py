"""The graph as text, a line a node, stable enough to be compared."""

from archspec.graph.ir import Graph, Node
from archspec.kind import Held, Layer


def print_graph(graph: Graph) -> str:
    """The inputs, the nodes in order, and the outputs; shapes and costs where they are known."""
    lines = [f"graph {graph.name}"]
    lines += [f"  {i.value} : {i.shape}" for i in graph.inputs]
    lines += [f"  {_node(node)}" for node in graph.nodes]
    lines += [f"  return {name} = {value}" for name, value in graph.outputs.items()]
    return "\n".join(lines) + "\n"


def _node(node: Node) -> str:
    fields = "".join(f" {name}={value}" for name, value in _fields(node.layer).items())
    shared = f" weights={node.weights}" if node.shared else ""
    text = f"{node.path} = {node.layer.kind}({', '.join(node.inputs)}){fields}{shared}"
    if node.output.dims:
        text += f" : {node.output}"
    if node.cost.params or node.cost.macs:
        text += f" # params={node.cost.params} macs={node.cost.macs}"
    if node.sees.extent:
        text += f" sees={'×'.join(map(str, node.sees.extent))}"
    return text


def _fields(layer: Layer) -> dict[str, object]:
    fields = type(layer).model_fields
    names = [name for name in fields if name not in Layer.model_fields]
    values = layer.written(*names).items()
    return {fields[name].alias or name: v for name, v in values if not isinstance(v, Held)}
