"""The table of layers: its figures add up to the network's, and folding loses none of them."""

import pytest

import archspec
from archspec.backends.table import as_dict, as_text, rows
from archspec.backends.table.fold import fold
from archspec.catalog import shipped

NETWORKS = [*sorted(shipped())]


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("depth", [None, 1, 2])
def test_rows_add_up_to_the_network(name: str, depth: int | None) -> None:
    graph = archspec.load(name).graph
    table = rows(graph, depth)
    assert sum(row.params for row in table) == graph.cost.params
    assert sum(row.macs for row in table) == graph.cost.macs


@pytest.mark.parametrize("name", NETWORKS)
def test_folding_keeps_every_layer_and_every_figure(name: str) -> None:
    graph = archspec.load(name).graph
    folded = fold(rows(graph))
    assert sum(one.count for one in folded) == len(graph.nodes)
    assert sum(one.count * one.row.params for one in folded) == graph.cost.params
    assert sum(one.count * one.row.macs for one in folded) == graph.cost.macs


def test_a_hundred_equal_blocks_take_the_lines_of_one() -> None:
    text = as_text(archspec.load("net_res_deep").graph)
    assert "resblocks.0–99.conv        conv ×100" in text
    assert len(text.splitlines()) == 20


def test_blocks_of_different_width_are_not_folded() -> None:
    network = archspec.loads(
        "archspec: 1\ninput: [8]\nlayers:\n"
        "  - repeat: {each: [4, 4, 6], as: w, layers: [sequence: [linear: $w, relu]]}\n"
    )
    assert [one.path for one in fold(rows(network.graph))] == [
        "0.0",
        "0.1",
        "1.0",
        "1.1",
        "2.0",
        "2.1",
    ]


def test_shared_weights_count_once_and_their_work_every_time() -> None:
    table = as_dict(archspec.load("net_res_deep", weights="shared", depth=3).graph)
    convs = [row for row in table["layers"] if row["path"].endswith(".conv")]
    assert [row["params"] for row in convs] == [9216, 0, 0]
    assert [row["macs"] for row in convs] == [2359296] * 3


def test_several_inputs_and_outputs_are_named() -> None:
    network = archspec.loads(
        "archspec: 1\n"
        "inputs: {image: [3, 8, 8], age: [1]}\n"
        "layers:\n"
        "  - flatten: {name: pixels}\n"
        "  - concat: {name: both, with: age}\n"
        "  - linear: {name: score, width: 2}\n"
        "outputs: {score: score, features: both}\n"
    )
    table = as_dict(network.graph)
    assert table["input"] == {"image": [3, 8, 8], "age": [1]}
    assert table["output"] == {"score": [2], "features": [193]}
