"""The front half, from a file to a graph with shapes and costs; it imports no torch.

text → syntax → spec → graph → passes
"""

from pathlib import Path

from archspec.diagnostics import Source
from archspec.graph import Graph, build_graph
from archspec.passes import PASSES, check_expectations
from archspec.spec import Overrides, Spec, read_spec
from archspec.syntax import read, read_file


def compile_file(
    path: Path, overrides: Overrides = (), variant: str | None = None
) -> tuple[Spec, Graph]:
    """The spec and the graph of a file.

    Raises:
        Failure: everything that the first stage to find anything found.
    """
    return compile_source(read_file(path), overrides, variant)


def compile_source(
    source: Source, overrides: Overrides = (), variant: str | None = None
) -> tuple[Spec, Graph]:
    """The spec and the graph of a text.

    >>> text = "archspec: 1\\ninput: [3, 8, 8]\\nlayers: [conv: 4, flatten, linear: 2]"
    >>> spec, graph = compile_source(Source("tiny.yaml", text))
    >>> [str(node.output) for node in graph.nodes], graph.cost.params
    (['4×6×6', '144', '2'], 402)
    """
    tree = read(source)
    spec = read_spec(source, tree, overrides, variant)
    graph = build_graph(spec)
    for run in PASSES:
        graph = run(graph)
    check_expectations(graph, spec.expect)
    return spec, graph
