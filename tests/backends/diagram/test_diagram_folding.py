"""Repeats: found from the graph, whatever made them."""

import pytest
from drawn_networks import NETWORKS, compile_text, compiled

from archspec.backends.diagram.fold import Folding, Run, counts
from archspec.backends.diagram.outline import outline


def runs(text):
    """The period and count of every run at the top."""
    tree = outline(compile_text(text))
    found = [item for item in Folding(tree).runs(tree.root) if isinstance(item, Run)]
    return [(len(run.rounds[0]), len(run.rounds)) for run in found]


def layers(*lines, channels=8):
    return f"input: [{channels}, 8, 8]\nlayers:\n" + "".join(f"  - {line}\n" for line in lines)


SAME = "conv: {width: 8, padding: same}"
CASES = {
    "three of one layer": ([SAME] * 3, [(1, 3)]),
    "two of one layer stay as they are": ([SAME] * 2, []),
    "two layers in turn": ([SAME, "relu"] * 3, [(2, 3)]),
    "three layers twice": ([SAME, "batchnorm", "relu"] * 2, [(3, 2)]),
    "a run behind another layer": (["relu", *[SAME, "tanh"] * 4], [(2, 4)]),
    "a run begins at its layer, not at what follows one": (
        ["conv: {width: 8, kernel: 1}", "relu", *[SAME, "relu"] * 3],
        [(2, 3)],
    ),
    "another field ends it": ([SAME] * 3 + ["conv: {width: 8, kernel: 1}"], [(1, 3)]),
    "other shapes are other layers": (["conv: 8"] * 3, []),
    "frozen is not the same": ([SAME, "conv: {width: 8, padding: same, freeze: true}"] * 2, [],),
    "names do not matter": (
        [f"conv: {{name: c{i}, width: 8, padding: same}}" for i in range(4)],
        [(1, 4)],
    ),
    "containers": (["residual: {width: 8, act: relu}"] * 3, [(1, 3)]),
    "what is looked at from below is not inside a run": (
        [
            "conv: {name: c0, width: 8, padding: same}",
            *(f"conv: {{name: c{i}, width: 8, padding: same}}" for i in range(1, 4)),
            "add: {with: c1}",
        ],
        [],
    ),
    "the last round may be looked at": (
        [*(f"conv: {{name: c{i}, width: 8, padding: same}}" for i in range(3)), "relu",
         "add: {with: c2}"],
        [(1, 3)],
    ),
    "each may take the same value from above": (
        ["conv: {name: first, width: 8, padding: same}", *[SAME, "relu", "add: {with: first}"] * 3],
        [(3, 3)],
    ),
    "each may take from the round before it only in the same way": (
        [
            "conv: {name: a, width: 8, padding: same}",
            "tanh: {name: b}",
            "add: {with: a, name: c}",
            "tanh: {name: d}",
            "add: {with: a, name: e}",
            "tanh: {name: f}",
            "add: {with: d}",
        ],
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("title", CASES)
def test_runs(title):
    lines, expected = CASES[title]
    assert runs(layers(*lines)) == expected


@pytest.mark.parametrize("name", NETWORKS)
def test_every_node_is_drawn_or_stands_behind_one_that_is(name):
    graph = compiled(name)
    tree = outline(graph)
    assert sum(counts(Folding(tree), tree.root).values()) == len(graph.nodes)


def test_rounds_with_one_set_of_weights_are_a_run_that_says_so():
    tree = outline(compiled("shared"))
    (run,) = [item for item in Folding(tree).runs(tree.root) if isinstance(item, Run)]
    assert run.shared
    assert len(run.rounds) == 7


def test_sharing_with_some_rounds_only_is_no_run():
    shared = "conv: {width: 8, padding: same, share: first}"
    lines = ["conv: {name: first, width: 8, padding: same}", SAME, shared, SAME]
    assert runs(layers(*lines)) == []


def test_rates_of_dropping_may_differ():
    assert runs(NETWORKS["dropping"]) == [(3, 6)]


def test_positions_are_a_permutation_and_scopes_are_stretches():
    tree = outline(compiled("stages"))
    assert sorted(tree.position.values()) == list(range(len(tree.order)))
    for part in tree.root.parts:
        inside = [node.path for node in tree.nodes(part)]
        assert all(path == part.path or path.startswith(f"{part.path}.") for path in inside)
