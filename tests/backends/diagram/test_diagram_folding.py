"""Repeats: found from the graph, whatever made them."""

from dataclasses import replace

import pytest
from drawn_networks import NETWORKS, compile_text, compiled, counts

from archspec.backends.table import folded
from archspec.graph import Run


def runs(text):
    """The period and count of every run at the top."""
    return [(len(run.rounds[0]), len(run.rounds)) for run in found_in(compile_text(text))]


def found_in(graph):
    """Every run at the top."""
    return [item for item in graph.folding.of(graph.tree.root) if isinstance(item, Run)]


def layers(*lines, channels=8):
    return f"input: [{channels}, 8, 8]\nlayers:\n" + "".join(f"  - {line}\n" for line in lines)


SAME = "conv: {width: 8, padding: same}"
CASES = {
    "three of one layer": ([SAME] * 3, [(1, 3)]),
    "two of one layer stay as they are": ([SAME] * 2, []),
    "two layers in turn": ([SAME, "relu"] * 3, [(2, 3)]),
    "three layers twice": ([SAME, "batchnorm", "relu"] * 2, [(3, 2)]),
    "two values that go from round to round are not one round's to tell": (
        [
            "conv: {name: c1, width: 8, padding: same}",
            "relu",
            *(
                line
                for k in (2, 3, 4)
                for line in (
                    f"conv: {{name: c{k}, width: 8, padding: same}}",
                    f"add: {{with: c{k - 1}}}",
                    "relu",
                )
            ),
        ],
        [],
    ),
    "a run behind another layer": (["relu", *[SAME, "tanh"] * 4], [(2, 4)]),
    "a run begins at its layer, not at what follows one": (
        ["conv: {width: 8, kernel: 1}", "relu", *[SAME, "relu"] * 3],
        [(2, 3)],
    ),
    "another field ends it": ([SAME] * 3 + ["conv: {width: 8, kernel: 1}"], [(1, 3)]),
    "other shapes are other layers": (["conv: 8"] * 3, []),
    "frozen is not the same": ([SAME, "conv: {width: 8, padding: same, freeze: true}"] * 2, [],),
    "another beginning of the weights is not the same": (
        [SAME, "conv: {width: 8, padding: same, init: orthogonal}"] * 2,
        [],
    ),
    "another penalty is not the same": (
        [SAME, "conv: {width: 8, padding: same, l2: 0.1}"] * 2,
        [],
    ),
    "the same beginning and penalty are": (
        ["conv: {width: 8, padding: same, init: orthogonal, l2: 0.1}"] * 3,
        [(1, 3)],
    ),
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
    assert sum(counts(graph).values()) == len(graph.nodes)


def test_rounds_with_one_set_of_weights_are_a_run_that_says_so():
    (run,) = found_in(compiled("shared"))
    assert run.shared
    assert len(run.rounds) == 7


def test_sharing_with_some_rounds_only_is_no_run():
    shared = "conv: {width: 8, padding: same, share: first}"
    lines = ["conv: {name: first, width: 8, padding: same}", SAME, shared, SAME]
    assert runs(layers(*lines)) == []


def test_rates_of_dropping_may_differ():
    assert runs(NETWORKS["dropping"]) == [(3, 6)]


def test_a_run_is_a_stretch_of_nodes():
    graph = compiled("deep_residual")
    (blocks,) = [s for s in graph.tree.root.children if s.path == "blocks"]
    (run,) = graph.folding.of(blocks)
    assert (run.start, run.stride, len(run.rounds)) == (blocks.start, 7, 50)
    assert [[one.path for one in part] for part in run.rounds[:2]] == [["blocks.0"], ["blocks.1"]]
    assert run.start + run.stride * len(run.rounds) == blocks.stop


UNROLLED = {
    "one layer": ("conv: {width: 8, padding: same}", 1),
    "two in turn": ("conv: {width: 8, padding: same}, relu", 2),
    "a container": ("residual: [conv: {width: 8, padding: same}, relu]", 1),
    "a container and a layer": ("sequence: [batchnorm, relu], conv: {width: 8, kernel: 1}", 2),
}  # fmt: skip


@pytest.mark.parametrize("title", UNROLLED)
def test_what_is_written_out_folds_as_a_repeat_does(title):
    body, period = UNROLLED[title]
    head = "input: [8, 8, 8]\nlayers: "
    repeat = compile_text(f"{head}[repeat: {{name: all, depth: 5, layers: [{body}]}}]")
    by_hand = compile_text(f"{head}[sequence: {{name: all, layers: [{', '.join([body] * 5)}]}}]")
    shapes = []
    for graph in (repeat, by_hand):
        (only,) = graph.tree.root.children
        (run,) = graph.folding.of(only)
        shapes.append((run.start, run.stride, [[c.path for c in part] for part in run.rounds]))
        assert (len(run.rounds[0]), len(run.rounds)) == (period, 5)
    assert shapes[0] == shapes[1]
    assert counts(repeat) == counts(by_hand)
    assert [replace(row, line=0, nodes=()) for row in folded(repeat)] == [
        replace(row, line=0, nodes=()) for row in folded(by_hand)
    ]


def test_a_rate_is_no_difference_and_a_dilation_is_one():
    rates = [f"dropout: {i / 10}" for i in range(3)]
    assert runs(layers(*rates)) == [(1, 3)]
    dilated = [f"conv: {{width: 8, padding: same, dilation: {i}}}" for i in (1, 2, 3)]
    assert runs(layers(*dilated)) == []
