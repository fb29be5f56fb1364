"""The table, the IR, the pictures, the resolved text and the schema of a valid spec."""

import json
from functools import cache
from random import Random
from typing import Any

from jsonschema import Draft202012Validator

from archspec.backends.diagram import to_dot, to_mermaid
from archspec.backends.table import folded, rows
from archspec.compiler import advise, compile_source
from archspec.diagnostics import Failure, Source
from archspec.graph import print_graph
from archspec.language import resolved_text
from archspec.network import Network, loads
from archspec.schema import file_schema
from archspec.syntax import plain, read


def check_views(network: Network, text: str) -> None:
    """Everything that can be shown can be shown, and says the same."""
    graph = network.graph
    data = json.loads(json.dumps(network.as_dict(), allow_nan=False))
    assert len(data["layers"]) == len(graph.nodes)
    assert sum(row["params"] for row in data["layers"]) == data["params"] == graph.cost.params
    for depth in (None, 1, 2):
        found = rows(graph, depth)
        assert sum(row.params for row in found) == graph.cost.params
        assert sum(row.macs for row in found) == graph.cost.macs
        short = folded(graph, depth)
        assert sum(row.count for row in short) == len(found)
        assert sum(row.params for row in short) == graph.cost.params
        assert sum(row.macs for row in short) == graph.cost.macs
        assert network.summary(depth)
        assert to_dot(graph, depth=depth).startswith("digraph {")
        assert to_mermaid(graph, depth=depth).startswith("flowchart")
    parts = (graph.inputs, graph.nodes, graph.tree.scopes, graph.outputs)
    assert print_graph(graph).count("\n") == sum(map(len, parts))
    assert all(found.severity == "warning" for found in advise(network.spec, graph))
    assert loads(network.text).graph.nodes is not None
    assert same_graph(loads(network.text), network)


def same_graph(one: Network, other: Network) -> bool:
    """Whether the nodes, their names, shapes and figures are equal."""
    return print_graph(one.graph) == print_graph(other.graph)


@cache
def _validator() -> Any:
    return Draft202012Validator(file_schema())


def accepted(text: str) -> bool:
    """Whether the schema for editors takes what the compiler takes."""
    errors = list(_validator().iter_errors(plain(read(Source("spec.yaml", text)))))
    assert not errors, (errors[0].message[:300], list(errors[0].absolute_path))
    return True


def check_overrides(random: Random, network: Network, text: str) -> bool:
    """Set from outside, a parameter gives the network of the text that resolving it gives."""
    numbers = [n for n, v in network.spec.params.items() if type(v) is int]
    # A recipe is held against the file's own values alone, so it may not fit the others.
    if not numbers or network.spec.recipe is not None:
        return False
    name = random.choice(sorted(numbers))
    overrides = [(name, str(random.randint(1, 9)))]
    try:
        set_ = Network(*compile_source(Source("spec.yaml", text), overrides))
    except Failure:
        return False
    assert same_graph(loads(resolved_text(set_.spec)), set_)
    return True
