"""What a picture shows, before it is written in any language."""

import pytest
from drawn_networks import NETWORKS, compile_text, compiled, counts

import archspec
from archspec.backends.diagram.graphviz.wires import wires
from archspec.backends.diagram.picture.arrange import arrange
from archspec.backends.diagram.picture.gather import gather
from archspec.backends.diagram.picture.picture import Box

DEPTHS = [None, 0, 1, 2]


@pytest.mark.parametrize("name", NETWORKS)
def test_every_unfolded_node_is_a_row_once(name):
    graph = compiled(name)
    drawn = [row.path for box in arrange(graph).boxes for row in box.rows if row.path]
    assert sorted(drawn) == sorted(counts(graph))


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("name", NETWORKS)
def test_every_edge_joins_two_boxes_and_every_box_is_reached(name, depth):
    picture = arrange(compiled(name), depth=depth)
    boxes = [box.id for box in picture.boxes]
    assert len(set(boxes)) == len(boxes)
    assert {edge.tail for edge in picture.edges} | {e.head for e in picture.edges} == set(boxes)


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("name", NETWORKS)
def test_the_lines_of_graphviz_lead_where_the_edges_do(name, depth):
    picture = arrange(compiled(name), depth=depth)
    found = wires(picture)
    points = {point for points in found.points.values() for point in points}
    known = {box.id for box in picture.boxes} | points
    assert {edge.tail for edge in found.edges} | {edge.head for edge in found.edges} == known
    onward = {edge.tail: edge.tail for edge in picture.edges}
    onward |= {edge.head: edge.tail for edge in found.edges if edge.head in points}
    ways = {(onward[edge.tail], edge.head) for edge in found.edges if edge.head not in points}
    assert ways == {(edge.tail, edge.head) for edge in picture.edges}


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("name", NETWORKS)
def test_the_parameters_shown_add_up_to_those_of_the_network(name, depth):
    graph = compiled(name)
    picture = arrange(graph, depth=depth)
    boxes = [row.params for item in picture.items if isinstance(item, Box) for row in item.rows]
    frames = [item.params for item in picture.items if not isinstance(item, Box)]
    assert sum(boxes) + sum(frames) == graph.cost.params
    assert f"{graph.cost.params:,} parameters" in picture.facts[1]


@pytest.mark.parametrize("name", NETWORKS)
def test_a_frame_has_the_parameters_of_what_is_in_it(name):
    for frame in arrange(compiled(name)).frames:
        if not frame.shared:
            rows = [r.params for i in frame.items if isinstance(i, Box) for r in i.rows]
            inner = [i.params for i in frame.items if not isinstance(i, Box)]
            assert frame.params == frame.count * (sum(rows) + sum(inner))


def titles(name, depth=None):
    return [row.title for box in arrange(compiled(name), depth=depth).boxes for row in box.rows]


def test_a_box_says_the_kind_and_what_matters():
    assert titles("plain") == [
        "input 3×32×32",
        *("conv 3×3, 16", "tanh", "maxpool 2×2", "conv 3×3, 8", "tanh", "maxpool 3×3 /2"),
        *("flatten", "linear 32", "dropout 0.3", "linear 2", "output 2"),
    ]


def test_a_layer_that_follows_another_shares_its_box():
    boxes = [[row.title for row in box.rows] for box in arrange(compiled("plain")).boxes]
    assert ["conv 3×3, 16", "tanh"] in boxes
    assert ["linear 32", "dropout 0.3"] in boxes


def test_a_layer_whose_value_is_taken_twice_keeps_its_box():
    text = "input: [8]\nlayers: [linear: {name: a, width: 8}, relu, add: {with: a}]"
    boxes = [[row.title for row in box.rows] for box in arrange(compile_text(text)).boxes]
    assert ["linear 8"] in boxes


def test_a_rate_that_differs_from_round_to_round_is_a_range():
    assert "dropout 0–0.5" in titles("dropping")


def test_a_repeat_is_one_frame_with_its_count():
    (frame,) = arrange(compiled("deep_residual")).frames
    assert (frame.title, frame.count, frame.shared) == ("blocks", 50, False)
    (frame,) = arrange(compiled("shared")).frames
    assert (frame.count, frame.shared) == (7, True)


def test_parameters_are_exact_so_that_a_reader_can_add_them_up():
    text = "input: [4000]\nlayers: [repeat: {depth: 3, layers: [linear: 4000, relu, tanh]}]"
    (frame,) = arrange(compile_text(text)).frames
    assert frame.quiet == "48,012,000 params"


def test_a_shape_stands_where_it_is_new():
    shapes = [edge.shape for edge in arrange(compiled("plain")).edges]
    assert shapes == ["", "16×32×32", "16×16×16", "8×16×16", "8×7×7", "392", "32", ""]


def test_depth_makes_a_box_of_each_deeper_scope():
    assert "blocks" in titles("deep_residual", 0)
    assert "residual ×50" in titles("deep_residual", 1)
    assert titles("deep_residual", 2) == titles("deep_residual")
    assert not list(arrange(compiled("stages"), depth=0).frames)


def test_a_folded_scope_shows_its_parameters_and_its_shape():
    graph = compiled("stages")
    picture = arrange(graph, depth=0)
    (box,) = [box for box in picture.boxes if box.rows[0].title == "stage2"]
    params = sum(node.cost.params for node in graph.nodes if node.path.startswith("stage2."))
    assert f"{params:,} params" in box.rows[0].quiet
    (after,) = [edge for edge in picture.edges if edge.tail == box.id]
    assert after.shape == "32×32×32"


def test_paths_of_one_value_to_one_merge_stand_side_by_side_without_frames():
    picture = arrange(compiled("branches"))
    assert [frame.title for frame in picture.frames] == ["mixed"]
    assert any("middle" in box.rows[0].quiet for box in picture.boxes)


def test_a_shortcut_parts_from_the_trunk_inside_its_frame():
    picture = arrange(compiled("deep_residual"))
    found = wires(picture)
    (frame,) = picture.frames
    (point,) = found.points[frame.id]
    inside = {item.id for item in frame.items}
    heads = {edge.head for edge in found.edges if edge.tail == point}
    assert len(heads) == 2
    assert heads <= inside
    assert sum(edge.head == point for edge in found.edges) == 1


def test_a_picture_of_ten_thousand_layers_is_as_small_as_one_of_ten():
    text = "input: [8, 4, 4]\nlayers: [repeat: {depth: 2000, layers: [residual: {width: 8}]}]"
    graph = compile_text(text)
    assert len(list(arrange(graph).boxes)) < 10


def test_dropout_that_drops_nothing_is_not_drawn_and_what_follows_it_stays_where_it_was():
    text = (
        "input: [8]\nlayers: [linear: 8, dropout: 0, relu, dropout: 0.0, linear: 2, dropout: 0.1]"
    )
    boxes = [[row.title for row in box.rows] for box in arrange(compile_text(text)).boxes]
    assert boxes[1:-1] == [["linear 8", "relu"], ["linear 2", "dropout 0.1"]]


def test_what_takes_from_an_idle_layer_takes_from_what_is_before_it():
    text = "input: [8]\nlayers: [linear: 8, dropout: {name: d, p: 0}, linear: 8, add: {with: d}]"
    picture = arrange(compile_text(text))
    first, _, merge = (box.id for box in list(picture.boxes)[1:4])
    assert (first, merge) in {(edge.tail, edge.head) for edge in picture.edges}


def test_a_scope_with_nothing_that_does_anything_is_not_drawn():
    text = "input: [8]\nlayers: [sequence: [dropout: 0, dropout: 0], linear: 2]"
    assert len(list(arrange(compile_text(text)).boxes)) == 3


def test_names_are_shown_whole():
    name = "a_name_that_is_much_longer_than_a_box_is_wide_as_people_who_port_networks_know"
    text = f"input: [8]\nlayers: [linear: {{name: {name}, width: 8}}]"
    (_, box, _) = arrange(compile_text(text)).boxes
    assert box.rows[0].name == name


def test_an_edge_leaves_from_the_last_row_of_a_box():
    graph = archspec.load("unet_small").graph
    picture = arrange(graph)
    boxes = {box.id: box for box in picture.boxes}
    takes = {node.path: node.inputs for node in graph.nodes}
    skips = [e for e in picture.edges if boxes[e.head].rows[0].title == "concat"]
    for skip in skips:
        assert boxes[skip.tail].rows[-1].path in takes[boxes[skip.head].rows[0].path]
    assert [boxes[skip.tail].rows[-1].title for skip in skips].count("relu") == 2


def test_names_that_are_counted_are_spelt_from_what_they_have_in_common():
    titles = [frame.title for frame in arrange(archspec.load("vit_b_16").graph).frames]
    assert "encoder_layer_0–11" in titles


def test_every_frame_knows_its_scope():
    assert all(frame.path for frame in arrange(compiled("stages")).frames)


def test_what_gives_more_positions_than_it_takes_is_known():
    rows = [row for box in arrange(archspec.load("unet_small").graph).boxes for row in box.rows]
    assert {row.title.split()[0] for row in rows if row.grows} == {"conv_transpose"}


def test_an_output_stands_behind_what_gives_it():
    picture = arrange(archspec.load("inception_v3").graph, depth=0)
    names = [box.rows[0].title for box in picture.boxes]
    assert names.index("aux 1000") == names.index("AuxLogits") + 1


def test_scopes_of_one_kind_in_a_row_are_gathered_and_no_parameter_is_lost():
    picture = arrange(archspec.load("densenet_cifar").graph, depth=0)
    coarse = gather(picture)
    assert len(list(coarse.boxes)) < 15 < len(list(picture.boxes))
    params = [sum(r.params for box in one.boxes for r in box.rows) for one in (picture, coarse)]
    assert params[0] == params[1]
    assert [box.rows[0].title for box in coarse.boxes].count("16 × dense") == 3


def test_only_neighbours_that_nothing_else_looks_between_are_gathered():
    block = "{layers: [linear: 8, relu]}"
    named = "sequence: {name: s, layers: [linear: 8, tanh]}"
    body = f"{named}, sequence: {block}, linear: 8, add: {{with: s}}"
    picture = arrange(compile_text(f"input: [8]\nlayers: [{body}]"), depth=0)
    assert gather(picture) == picture


def words(picture):
    """The small print of all rows and frames."""
    rows = [row.quiet for box in picture.boxes for row in box.rows]
    return [*rows, *(frame.quiet for frame in picture.frames)]


def test_of_a_scope_with_the_weights_of_another_this_is_said_once_and_of_no_layer_without_any():
    graph = archspec.load("siamese").graph
    for depth, said in ((None, "weights of one"), (0, "embed · weights of one")):
        found = [word for word in words(arrange(graph, depth=depth)) if "weights of" in word]
        assert found == [said]


def test_of_a_layer_with_the_weights_of_another_this_is_said_where_there_are_any():
    text = """
input: [8]
layers:
  - linear: {name: a, width: 8}
  - tanh: {name: t}
  - linear: {width: 8, share: a}
  - tanh
"""
    said = [word for word in words(arrange(compile_text(text))) if "weights of" in word]
    assert said == ["weights of a"]
