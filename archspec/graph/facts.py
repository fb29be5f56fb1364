"""What passes add to a graph, as facts that can be checked; see `verify`."""

from collections.abc import Iterator

from archspec.graph.ir import Graph
from archspec.graph.node import Node, ReceptiveField
from archspec.graph.verify import Unsound
from archspec.kind import Cost
from archspec.kind.fitting import Fitting


def shaped(graph: Graph) -> Iterator[Unsound]:
    """Every node takes what is given to it, gives what its layer infers, and shares what fits."""
    known = {one.value: one.shape for one in graph.inputs}
    nodes = {node.path: node for node in graph.nodes}
    for node in graph.nodes:
        layer, owner = node.layer, nodes[node.weights]
        if node.shapes != tuple(known.get(value) for value in node.inputs):
            yield Unsound(node.path, "takes other shapes than its inputs give")
        elif node.output != layer.infer(node.shapes):
            yield Unsound(node.path, f"gives {node.output}, which its layer does not infer")
        elif layer.parameters(node.shapes) != owner.layer.parameters(owner.shapes):
            yield Unsound(node.path, f"has the weights of `{owner.path}`, which do not fit")
        known[node.path] = node.output


def costed(graph: Graph) -> Iterator[Unsound]:
    """Every node costs what its layer does, but for shared weights and work of training."""
    for node in graph.nodes:
        cost = node.layer.cost(node.shapes, node.output)
        params = 0 if node.shared else cost.params
        macs = 0 if node.path in graph.training_only else cost.macs
        if node.cost != Cost(params, macs):
            yield Unsound(node.path, f"costs {node.cost}, and not {Cost(params, macs)}")


def measured(graph: Graph) -> Iterator[Unsound]:
    """Every node sees of each input what its inputs see, or more, and no more than there is."""
    for one in graph.inputs:
        seen: dict[str, tuple[int, ...]] = {one.value: (1,) * one.shape.spatial}
        for node in graph.nodes:
            extent = node.receptive_fields.get(one.name, ReceptiveField()).extent
            # What a value is sized like is not what it is made of.
            read = [] if node.layer.takes_nothing else node.inputs[: 1 if _sized(node) else None]
            below = [seen[value] for value in read if value in seen]
            if bool(below) != (one.name in node.receptive_fields):
                yield Unsound(node.path, f"sees `{one.name}`, or does not, and its inputs do")
            if not below:
                continue
            seen[node.path] = extent
            if len(extent) != one.shape.spatial:
                yield Unsound(node.path, f"sees along {len(extent)} axes")
            elif extent != tuple(map(min, one.shape.sizes, extent)):
                yield Unsound(node.path, f"sees {extent} of {one.shape.sizes}")
            elif any(extent != tuple(map(max, extent, sees)) for sees in below):
                yield Unsound(node.path, f"sees {extent}, which is less than an input of it does")


def _sized(node: Node) -> bool:
    return isinstance(node.layer, Fitting)


def lowered(graph: Graph) -> Iterator[Unsound]:
    """Every node has the call that its layer becomes, and begins as it says."""
    for node in graph.nodes:
        layer = node.layer
        found = (node.call, node.init, node.frozen)
        if found != (layer.lower(node.shapes), layer.initial(), layer.frozen):
            yield Unsound(node.path, f"is lowered to `{node.call}`, which its layer does not say")
