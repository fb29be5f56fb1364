"""Whether two networks are one, whatever they are called."""

from archspec.graph.ir import Graph


def computation(graph: Graph) -> str:
    """What a network computes and learns: the same text where two are made, fed and filled alike.

    From one seed such networks begin with the same weights, and one recipe trains them alike. The
    names of their layers are part of it, as recipes speak of them.

    Args:
        graph: lowered, as all passes leave it.
    """
    takes = [(one.name, one.shape, one.values) for one in graph.inputs]
    nodes = [
        (one.path, one.inputs, one.weights, one.call, one.init, one.frozen) for one in graph.nodes
    ]
    return repr((takes, nodes, dict(graph.outputs), sorted(graph.training)))
