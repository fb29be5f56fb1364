"""Networks whose words try to be more than text on a page."""

from dataclasses import replace

from archspec.compiler import compile_source
from archspec.diagnostics import Source
from archspec.graph import Graph

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</style><b>alert(1)",
    "alert(1)\u2028//",
)

TEXT = """
archspec: 1
input: [4]
layers:
  - linear: {name: a, width: 4}  # </script><img src=x onerror=alert(1)>
  - tanh: {name: b}  # "><svg onload=alert(1)>
  - linear: {name: c, width: 4}
  - tanh: {name: d}
  - linear: {name: e, width: 2}
outputs: {out: e}
"""


def hostile_network() -> Graph:
    """A network whose lines are hostile, and whose names are what no file may give."""
    graph = compile_source(Source("<b>net.yaml", TEXT))[1]
    names = dict(zip("abcde", HOSTILE, strict=True))
    nodes = tuple(
        node._replace(
            path=names[node.path],
            inputs=tuple(names.get(value, value) for value in node.inputs),
            weights=names.get(node.weights, node.weights),
            layer=node.layer.model_copy(update={"name": names[node.path]}),
        )
        for node in graph.nodes
    )
    return replace(graph, name=HOSTILE[0], nodes=nodes, outputs={HOSTILE[1]: HOSTILE[4]})
