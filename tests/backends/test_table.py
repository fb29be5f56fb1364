"""The table of layers: its figures add up to the network's, and folding loses none of them."""

from dataclasses import replace
from functools import cache

import pytest

import archspec
from archspec.backends.table import (
    as_dict,
    as_text,
    folded,
    portions_as_dict,
    portions_as_text,
    rows,
    side_by_side,
    tensors_as_dict,
    tensors_as_text,
)
from archspec.catalog import shipped

NETWORKS = [*sorted(shipped())]


@cache
def network_of(name: str) -> archspec.Network:
    """A network that ships."""
    return archspec.load(name)


@pytest.mark.parametrize("name", NETWORKS)
def test_rows_add_up_to_the_network(name: str) -> None:
    graph = network_of(name).graph
    for depth in (None, 1, 2):
        table = rows(graph, depth)
        assert sum(row.params for row in table) == graph.cost.params, depth
        assert sum(row.macs for row in table) == graph.cost.macs, depth


@pytest.mark.parametrize("name", NETWORKS)
def test_folding_keeps_every_layer_and_the_columns_add_up(name: str) -> None:
    graph = network_of(name).graph
    for depth in (None, 1, 2):
        table = folded(graph, depth)
        assert sum(row.count for row in table) == len(rows(graph, depth)), depth
        assert sum(row.params for row in table) == graph.cost.params, depth
        assert sum(row.macs for row in table) == graph.cost.macs, depth


@pytest.mark.parametrize("name", NETWORKS)
def test_a_table_without_folding_has_the_paths_and_figures_of_the_nodes(name: str) -> None:
    graph = network_of(name).graph
    assert [(row.path, row.kind, row.params, row.macs, row.count) for row in rows(graph)] == [
        (node.path, node.layer.kind, node.cost.params, node.cost.macs, 1) for node in graph.nodes
    ]


def test_a_hundred_equal_blocks_take_the_lines_of_one_with_the_figures_of_all() -> None:
    text = as_text(archspec.load("net_res_deep").graph)
    (conv,) = [line for line in text.splitlines() if line.startswith("resblocks.[0–99].conv ")]
    assert conv.split()[1:] == ["conv", "×100", "32×16×16", "921,600", "235,929,600", "32×32"]
    assert len(text.splitlines()) == 23


def test_a_table_says_what_a_folded_row_means_and_only_then() -> None:
    said = "×N: N equal layers and the sums of their figures; shared weights count once"
    assert as_text(archspec.load("net_res_deep").graph).endswith(said)
    assert said not in as_text(archspec.load("net").graph)


def folded_paths(layers: str) -> list[tuple[str, int]]:
    network = archspec.loads(f"archspec: 1\ninput: [8]\nlayers: {layers}\n")
    return [(row.path, row.count) for row in folded(network.graph)]


def test_blocks_of_different_width_are_not_folded() -> None:
    body = "repeat: {each: [4, 4, 6], as: w, layers: [sequence: [linear: $w, relu]]}"
    assert folded_paths(f"[{body}]") == [
        (f"{block}.{layer}", 1) for block in (0, 1, 2) for layer in (0, 1)
    ]


def test_a_range_stands_in_brackets_in_the_part_of_the_path_that_differs() -> None:
    block = "sequence: [repeat: {name: deep, depth: 3, layers: [linear: 8]}, relu]"
    assert folded_paths(f"[relu, repeat: {{name: all, depth: 4, layers: [{block}]}}]") == [
        ("0", 1),
        ("all.[0–3].deep.[0–2]", 12),
        ("all.[0–3].1", 4),
    ]


def test_layers_in_turn_are_a_row_each() -> None:
    named = (
        "repeat: {depth: 4, layers: [linear: {name: 'fc${i}', width: 8}, relu: {name: 'a${i}'}]}"
    )
    assert folded_paths(f"[{named}]") == [("fc[0–3]", 4), ("a[0–3]", 4)]
    assert folded_paths("[linear: 8, relu, linear: 8, relu, linear: 8, relu, linear: 8, relu]") == [
        ("[0, 2 … 6]", 4),
        ("[1, 3 … 7]", 4),
    ]


def test_rounds_with_one_set_of_weights_are_one_row_that_counts_them_once() -> None:
    graph = archspec.load("net_res_deep", weights="shared").graph
    (conv,) = [row for row in folded(graph) if row.path.endswith("].conv")]
    assert (conv.count, conv.params, conv.macs) == (100, 9216, 100 * 2359296)


def test_scopes_at_the_depth_shown_fold_like_layers() -> None:
    table = folded(archspec.load("resnet").graph, 2)
    (rest,) = [row for row in table if row.path == "layer4.[1–2]"]
    assert (rest.kind, rest.count, rest.params) == ("residual", 2, 8925184)


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


@cache
def sized(name: str) -> archspec.Network:
    """A network that ships, with a number for each size that it leaves open."""
    network = network_of(name)
    names = {n for one in network.graph.inputs for n in one.shape.open_names}
    return archspec.load(name, **dict.fromkeys(names, 64)) if names else network


@pytest.mark.parametrize("name", NETWORKS)
def test_kinds_and_outermost_scopes_add_up_to_the_network(name: str) -> None:
    network = sized(name)
    for portions in (
        portions_as_dict(network.graph, "kind"),
        portions_as_dict(network.graph, "scope"),
        [p for p in portions_as_dict(network.graph, "scope", 3) if p["level"] == 0],
    ):
        for figure in ("params", "macs", "training_macs"):
            assert sum(one[figure] for one in portions) == getattr(network, figure)
        assert sum(one["layers"] for one in portions) == len(network.graph.nodes)


@pytest.mark.parametrize("name", NETWORKS)
def test_tensors_are_the_outputs_of_layers_and_the_parameters(name: str) -> None:
    graph = sized(name).graph
    tensors = tensors_as_dict(graph)
    values = [one for one in tensors if one["kind"] != "parameter"]
    own = [one for one in tensors if one["kind"] == "parameter" and not one["shared"]]
    assert [one["shape"] for one in values] == [[*node.output.dims] for node in graph.nodes]
    assert sum(one["bytes"] for one in values) == graph.activation_bytes
    assert sum(one["numbers"] for one in own) == graph.cost.params


def test_the_parameters_among_the_tensors_are_those_of_the_module() -> None:
    network = archspec.load("vit")
    state = {key: [*one.shape] for key, one in network.build("meta").state_dict().items()}
    tensors = tensors_as_dict(network.graph)
    assert state == {t["tensor"]: t["shape"] for t in tensors if t["kind"] == "parameter"}


@pytest.mark.parametrize("name", ["net", "digits", "net_res_deep", "siamese", "two_inputs"])
def test_the_printed_columns_add_up_to_the_line_below(name: str) -> None:
    graph = archspec.load(name).graph
    for text, column in (
        (portions_as_text(graph, "kind"), "params"),
        (portions_as_text(graph, "scope"), "params"),
        (portions_as_text(graph, "kind"), "MACs"),
    ):
        lines = text.split("\n")[2:]
        stop = lines[0].index(column) + len(column)
        body, (total,) = (
            lines[2 : lines.index(lines[1], 2)],
            lines[lines.index(lines[1], 2) + 1 :][:1],
        )
        start = stop - len(total[:stop].split()[-1])
        figures = [
            line[min(start, len(line)) : stop].strip().replace(",", "") for line in (*body, total)
        ]
        *parts, whole = [int(one or 0) for one in figures]
        assert sum(parts) == whole > 0


def test_networks_side_by_side_fit_a_terminal() -> None:
    names = ["resnet50", "mobilenet_v2", "vit_b_16", "efficientnet_b7", "vgg19_bn"]
    lines = side_by_side([archspec.load(name).graph for name in names]).splitlines()
    assert [line.split()[0] for line in lines[2:7]] == names
    assert max(map(len, lines)) <= 80


def test_names_in_every_table_are_escaped() -> None:
    graph = archspec.load("net").graph
    odd = replace(graph, name="\x1b[2J\nnet")
    for text in (
        portions_as_text(odd, "kind"),
        portions_as_text(odd, "scope"),
        tensors_as_text(odd),
        side_by_side([odd]),
    ):
        assert "\x1b" not in text
        assert "\\x1b[2J" in text
