"""The tree of scopes: whose it is, in which order, and what crosses each border."""

import pytest

import archspec
from archspec.catalog import shipped
from archspec.graph import Graph, Node, Scope
from archspec.passes import PASSES

from .handmade import graph

NETWORKS = sorted(shipped())


def shape(scope: Scope) -> list[object]:
    """The names of what stands in a scope, with what stands in those that are scopes."""
    return [
        {name: shape(child)} if isinstance(child, Scope) else name
        for name, child in zip(scope.names, scope.children, strict=True)
    ]


def flat(scope: Scope) -> list[Node]:
    found: list[Node] = []
    for child in scope.children:
        found += flat(child) if isinstance(child, Scope) else [child]
    return found


@pytest.mark.parametrize("name", NETWORKS)
def test_the_tree_flattens_back_to_the_nodes(name: str) -> None:
    network = archspec.load(name).graph
    assert [id(node) for node in flat(network.tree.root)] == [id(node) for node in network.nodes]
    for scope in network.tree.scopes.values():
        assert flat(scope) == list(network.nodes[scope.start : scope.stop])
        assert all(one.path.startswith(scope.path) for one in flat(scope))


@pytest.mark.parametrize("name", NETWORKS)
def test_what_crosses_a_border_is_taken_or_given_and_nothing_else_is(name: str) -> None:
    network = archspec.load(name).graph
    scopes = [scope for scope in network.tree.scopes.values() if scope.path]
    wires = [(value, node.path) for node in network.nodes for value in node.inputs]
    wires += [(value, "") for value in network.outputs.values()]
    for scope in scopes:
        inside = {node.path for node in flat(scope)}
        into = {value for value, taker in wires if taker in inside and value not in inside}
        out = {value for value, taker in wires if taker not in inside and value in inside}
        assert set(scope.takes) == into
        assert len(scope.takes) == len(into)
        assert set(scope.gives) == (out or {flat(scope)[-1].path})
        assert len(scope.gives) == max(len(out), 1)


def test_every_scope_of_a_file_is_there_with_its_kind_and_place() -> None:
    network = archspec.load("unet_small").graph
    tree = network.tree
    assert {path for path in tree.scopes if path} == set(network.scopes)
    for path, written in network.scopes.items():
        assert (tree.scopes[path].kind, tree.scopes[path].origin) == (written.kind, written.origin)
    assert tree.root.takes == ("@input",)
    assert tree.root.gives == tuple(network.outputs.values())


def test_a_tree_is_grown_once_for_a_graph_and_anew_for_other_nodes() -> None:
    network = archspec.load("net").graph
    assert network.tree is network.tree
    assert network.with_nodes(network.nodes[:3]).tree.nodes == network.nodes[:3]


def test_children_stand_in_order_of_execution() -> None:
    one = graph("a x\nb.0 a\nb.in.0 b.0\nb.1 b.in.0\nc b.1", "b b.in")
    assert shape(one.tree.root) == ["a", {"b": ["0", {"in": ["0"]}, "1"]}, "c"]
    assert list(one.tree.scopes) == ["", "b", "b.in"]
    assert one.tree.root.depth == 3


def test_values_are_taken_in_the_order_of_their_first_use() -> None:
    one = graph("a x\nb x\ns.0 b\ns.1 a\ns.2 s.0 s.1 b\nt.0 s.1\nt.1 t.0 s.2 a", "s t")
    assert one.tree.scopes["s"].takes == ("b", "a")
    assert set(one.tree.scopes["s"].gives) == {"s.1", "s.2"}
    assert one.tree.scopes["t"].takes == ("s.1", "s.2", "a")


def test_a_value_crosses_every_border_on_its_way() -> None:
    one = graph("a.b.0 x\na.c x\nd.e.0 a.b.0", "a a.b d d.e")
    scopes = one.tree.scopes
    assert scopes["a.b"].gives == scopes["a"].gives == ("a.b.0",)
    assert scopes["d"].takes == scopes["d.e"].takes == ("a.b.0",)


def test_a_scope_whose_value_nobody_takes_gives_its_last_one() -> None:
    one = graph("a.b.0 x\na.b.1 x\nc x", "a a.b")
    assert one.tree.scopes["a.b"].gives == one.tree.scopes["a"].gives == ("a.b.1",)


def test_a_prefix_that_is_entered_again_is_no_scope() -> None:
    one = graph("convs.0 x\nnorms.0 convs.0\nconvs.1 norms.0\nnorms.1 convs.1")
    assert shape(one.tree.root) == ["convs.0", "norms.0", "convs.1", "norms.1"]


def test_scopes_within_such_a_prefix_stand_where_it_does() -> None:
    one = graph("a.p.0 x\na.p.1 a.p.0\nb.0 a.p.1\na.q.0 b.0", "a.p a.q")
    assert shape(one.tree.root) == [{"a.p": ["0", "1"]}, {"b": ["0"]}, {"a.q": ["0"]}]
    inner = one.tree.scopes["a.p"]
    assert (inner.name, inner.kind, inner.takes, inner.gives) == (
        *("a.p", "block"),
        *(("@x",), ("a.p.1",)),
    )


def test_a_prefix_that_is_entered_once_runs_as_a_whole() -> None:
    one = graph("a x\nconvs.0 a\nconvs.1 convs.0\nb convs.1")
    assert shape(one.tree.root) == ["a", {"convs": ["0", "1"]}, "b"]
    assert one.tree.scopes["convs"].kind == ""


def lowered(one: Graph) -> Graph:
    for step in PASSES:
        one = step(one)
    return one


CHAINS = {
    "one after the other": ("s.0 x\ns.1 s.0", True),
    "a value taken twice": ("s.0 x\ns.1 s.0\ns.2 s.0", False),
    "a sum, which is no module": ("s.0 x\ns.1 s.0 s.0", False),
    "two values from outside": ("a x\ns.0 x\ns.1 a", False),
    "an inner scope is a module": ("s.0 x\ns.in.0 s.0\ns.in.1 s.in.0\ns.1 s.in.1", True),
    "what skips an inner scope": ("s.0 x\ns.in.0 s.0\ns.1 s.0", False),
    "two values to outside": ("s.0 x\ns.1 s.0\nb s.0 s.1", False),
}


@pytest.mark.parametrize("title", CHAINS)
def test_a_chain_passes_one_value_through_modules(title: str) -> None:
    nodes, expected = CHAINS[title]
    one = lowered(graph(nodes, "s s.in"))
    assert one.tree.scopes["s"].chain == expected


def test_an_index_is_no_given_name() -> None:
    scopes = archspec.load("resnet").graph.tree.scopes
    assert (scopes["layer1"].given_name, scopes["layer1.0"].given_name) == ("layer1", "")
    assert scopes["layer1.0.downsample"].name == "downsample"
