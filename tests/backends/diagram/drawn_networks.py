"""Networks that the tests of the diagrams draw, from small ones to awkward ones."""

from dataclasses import replace

from archspec.compiler import compile_source
from archspec.diagnostics import Source
from archspec.graph import Graph, Run, Scope

NETWORKS = {
    "one_layer": """
input: [3072]
layers: [linear: 2]
""",
    "plain": """
input: [3, 32, 32]
layers:
  - conv: {name: conv1, width: 16, padding: same}
  - tanh
  - maxpool: 2
  - conv: {name: conv2, width: 8, padding: same, stride: 1}
  - tanh
  - maxpool: {kernel: 3, stride: 2}
  - flatten
  - linear: 32
  - dropout: 0.3
  - linear: 2
""",
    "deep_residual": """
input: [3, 32, 32]
layers:
  - conv: {width: 16, padding: same, act: relu}
  - repeat:
      name: blocks
      depth: 50
      layers:
        - residual: {width: 16, norm: batchnorm, act: relu}
  - global_avgpool
  - linear: 10
""",
    "shared": """
input: [8, 8, 8]
layers:
  - repeat:
      depth: 7
      weights: shared
      layers:
        - residual: {width: 8, act: relu}
  - flatten
  - linear: 2
""",
    "stages": """
input: [3, 64, 64]
layers:
  - conv: {name: stem, width: 16, padding: same}
  - repeat:
      name: stage1
      depth: 3
      layers: [residual: {width: 16, norm: batchnorm, act: relu, shortcut: auto}]
  - repeat:
      name: stage2
      depth: 4
      layers:
        - residual: {width: 32, stride: "2 if $i == 0 else 1", act: relu, shortcut: auto}
  - global_avgpool
  - linear: {name: head, width: 10}
""",
    "branches": """
input: [32, 14, 14]
layers:
  - branches:
      name: mixed
      paths:
        narrow: [conv: {width: 8, kernel: 1, act: relu}]
        middle: [conv: {width: 4, kernel: 1}, conv: {width: 8, padding: 1, act: relu}]
        pooled: [maxpool: {kernel: 3, stride: 1, padding: 1}, conv: {width: 8, kernel: 1}]
  - global_avgpool
  - linear: 10
""",
    "dense_and_gate": """
input: [8, 8, 8]
layers:
  - dense: [batchnorm, relu, conv: {width: 4, padding: 1}]
  - dense: [batchnorm, relu, conv: {width: 4, padding: 1}]
  - gate: [global_avgpool, linear: 4, relu, linear: 16, sigmoid, reshape: {shape: [16, 1, 1]}]
  - flatten
  - linear: 2
""",
    "unet": """
input: [1, 16, 16]
layers:
  - sequence: {name: down1, layers: [conv: {width: 4, padding: 1, act: relu}, conv: 4]}
  - maxpool: {name: pool, kernel: 2}
  - sequence: {name: bottom, layers: [conv: {width: 8, padding: 1}, relu]}
  - conv_transpose: {width: 4, kernel: 2, stride: 2}
  - concat: {with: down1}
  - conv: {width: 2, kernel: 1}
""",
    "dropping": """
input: [64]
layers:
  - repeat:
      depth: 6
      layers: [linear: 64, dropout: "$i / 10", relu]
  - linear: 2
""",
}

HOSTILE = r"""
name: "evil \" <b> & \\G \\ \n </text><script>alert(1)</script> ]]> --> {x}"
input: [3, 8, 8]
layers:
  - conv: {name: first, width: 4}
  - sequence: {name: second, layers: [conv: 4, relu, conv: 5]}
  - relu: {name: 'end'}
  - conv: {name: fourth, width: 2, kernel: 1}
"""
EVIL = {
    "first": r"""a <script>"\N\\` #1; &amp;""",
    "second": '"]--> <i>;end',
    "fourth": "1) 卷积",
}
"""Names that no file can have, and a graph made without one may."""


def hostile(text: str = HOSTILE) -> Graph:
    """A graph whose names are the evil ones."""
    graph = compile_text(text)

    def evil(path: str) -> str:
        return ".".join(EVIL.get(name, name) for name in path.split("."))

    nodes = tuple(
        node._replace(
            path=evil(node.path),
            inputs=tuple(map(evil, node.inputs)),
            weights=evil(node.weights),
        )
        for node in graph.nodes
    )
    scopes = {evil(path): replace(s, path=evil(path)) for path, s in graph.scopes.items()}
    outputs = {name: evil(path) for name, path in graph.outputs.items()}
    return replace(graph, nodes=nodes, scopes=scopes, outputs=outputs)


def compiled(name: str) -> Graph:
    """The graph of one of the networks."""
    return compile_text(NETWORKS[name], name)


def compile_text(text: str, name: str = "drawn") -> Graph:
    """The graph of a text without its first lines."""
    head = "archspec: 1\n" if "\nname:" in text else f"archspec: 1\nname: {name}\n"
    return compile_source(Source(f"{name}.yaml", head + text.lstrip("\n")))[1]


def counts(graph: Graph, scope: Scope | None = None, times: int = 1) -> dict[str, int]:
    """How many nodes of the network each drawn node stands for."""
    found: dict[str, int] = {}
    for item in graph.folding.of(scope or graph.tree.root):
        rounds = item.rounds if isinstance(item, Run) else ((item,),)
        for child in rounds[0]:
            if isinstance(child, Scope):
                found |= counts(graph, child, times * len(rounds))
            else:
                found[child.path] = times * len(rounds)
    return found
