"""What no graph may be: each broken in one place, and named there."""

from collections.abc import Callable
from dataclasses import replace

import pytest

import archspec
from archspec.graph import Graph, Node, ScopeNode
from archspec.graph.facts import shaped
from archspec.graph.verify import Unsound, verify
from archspec.kind import NOWHERE, Cost, Function, find
from archspec.passes.cost import costed
from archspec.passes.lower import lowered
from archspec.passes.receptive_field import measured
from archspec.shapes import Shape

from .handmade import graph

FACTS = (shaped, costed, measured, lowered)
SOUND = graph("a x\ns.0 a\ns.1 s.0\nb s.1 a", "s")


def changed(path: str, /, **facts: object) -> Callable[[Graph], Graph]:
    """A graph in which one node is not what it was."""

    def change(one: Graph) -> Graph:
        nodes = (n._replace(**facts) if n.path == path else n for n in one.nodes)  # type: ignore[arg-type]
        return one.with_nodes(tuple(nodes))

    return change


def with_(**facts: object) -> Callable[[Graph], Graph]:
    return lambda one: replace(one, **facts)  # type: ignore[arg-type]


def swapped(one: Graph) -> Graph:
    a, first, *others = one.nodes
    return one.with_nodes((first, a, *others))


def test_a_sound_graph_passes() -> None:
    verify(SOUND)
    verify(archspec.load("resnet").graph, *FACTS)


WIRING = {
    "a path twice": (changed("s.1", path="a", weights="a"), "a"),
    "a value from below": (swapped, "s.0"),
    "a value from nowhere": (changed("s.1", inputs=("nix",)), "s.1"),
    "weights from nowhere": (changed("s.1", weights="nix"), "s.1"),
    "weights from below": (changed("a", weights="s.1"), "a"),
    "labels for some inputs": (changed("b", labels=("one",)), "b"),
    "an output from nowhere": (with_(outputs={"output": "nix"}), "nix"),
    "an output of training alone": (with_(training=frozenset({"aux"})), "aux"),
    "a scope that nobody knows": (with_(scopes={}), "s.0"),
    "a node where a scope is": (lambda _: graph("s x\ns.0 s", "s"), "s"),
}


@pytest.mark.parametrize("title", WIRING)
def test_wiring_that_is_not_sound(title: str) -> None:
    change, path = WIRING[title]
    with pytest.raises(Unsound) as found:
        verify(change(SOUND))
    assert found.value.path == path
    assert f"`{path}`" in str(found.value)


def test_weights_of_weights_are_not_sound() -> None:
    one = graph("a x\nb a\nc b")
    first, second, third = one.nodes
    tied = (first, second._replace(weights="a"), third._replace(weights="b"))
    with pytest.raises(Unsound, match="no owner above"):
        verify(one.with_nodes(tied))


def test_a_scope_that_is_left_and_entered_again_is_not_sound() -> None:
    with pytest.raises(Unsound) as found:
        verify(graph("s.0 x\na s.0\ns.1 a", "s"))
    assert found.value.path == "s"


def test_a_name_with_a_dot_needs_no_scope() -> None:
    relu = find("relu")
    assert relu is not None
    nodes = [
        Node(path, relu(name=path), (value,), NOWHERE, weights=path)
        for path, value in (("convs.0", "@x"), ("norms.0", "convs.0"), ("convs.1", "norms.0"))
    ]
    one = graph("a x").with_nodes(tuple(nodes))
    verify(replace(one, outputs={"output": "convs.1"}))


def test_a_scope_with_a_dot_in_its_name_needs_none_around_it() -> None:
    verify(graph("a.p.0 x\nb a.p.0\na.q.0 b", "a.p a.q"))


def test_a_tree_of_another_graph_is_not_sound() -> None:
    one = archspec.load("net_res").graph
    other = one.with_nodes(tuple(node._replace() for node in one.nodes))
    vars(other)["tree"] = one.tree
    with pytest.raises(Unsound, match="in the tree"):
        verify(other)


SCOPED = """
archspec: 1
input: [3, 32, 32]
layers:
  - conv: {width: 8, kernel: 3, padding: same}
  - relu
  - maxpool: 2
  - conv: {width: 8, kernel: 3, padding: same}
  - relu
  - maxpool: 2
  - residual: [conv: {width: 8, kernel: 3, padding: same}, relu]
"""
BORDERS = {
    "takes too much": {"takes": ("5", "4")},
    "takes too little": {"takes": ()},
    "gives something else": {"gives": ("6.1",)},
}


@pytest.mark.parametrize("title", BORDERS)
def test_borders_that_are_not_sound(title: str) -> None:
    one = archspec.loads(SCOPED).graph
    scopes = dict(one.tree.scopes)
    scopes["6"] = replace(scopes["6"], **BORDERS[title])  # type: ignore[arg-type]
    vars(one)["tree"] = replace(one.tree, scopes=scopes)
    with pytest.raises(Unsound) as found:
        verify(one)
    assert found.value.path == "6"


KNOWN = {
    "shapes that nobody gives": changed("conv2", shapes=(Shape((3, 8, 8)),)),
    "an output that is not inferred": changed("conv2", output=Shape((16, 1, 1))),
    "weights that do not fit": changed("conv2", weights="conv1"),
    "another cost": changed("conv2", cost=Cost(1, 1)),
    "another call": changed("conv2", call=Function("operator.add")),
    "another beginning": changed("conv2", init={"weight": Function("torch.nn.init.zeros_")}),
}


@pytest.mark.parametrize("title", KNOWN)
def test_what_passes_add_and_is_not_so(title: str) -> None:
    with pytest.raises(Unsound) as found:
        verify(KNOWN[title](archspec.load("net").graph), *FACTS)
    assert found.value.path == "conv2"


@pytest.mark.parametrize("extent", [(99, 99), (1, 1), (3,)])
def test_a_receptive_field_that_cannot_be(extent: tuple[int, ...]) -> None:
    one = archspec.load("net").graph
    seen = replace(one.nodes[3].receptive_field, extent=extent)
    with pytest.raises(Unsound) as found:
        verify(changed("conv2", receptive_fields={"input": seen})(one), measured)
    assert found.value.path == "conv2"


def test_scopes_without_nodes_are_no_harm() -> None:
    empty = ScopeNode("t", "block", NOWHERE)
    verify(replace(SOUND, scopes={**SOUND.scopes, "t": empty}))
