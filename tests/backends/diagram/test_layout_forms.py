"""How charts are built: the trunk, shortcuts, branches, columns, and the two halves of a U."""

import pytest
from drawn_geometry import Drawn
from drawn_networks import compile_text, compiled

import archspec
from archspec.backends.diagram.chart.columns import Columns
from archspec.backends.diagram.chart.fit import SCREEN, TALLEST, lay_out
from archspec.backends.diagram.chart.flowchart import Flowchart
from archspec.backends.diagram.chart.look import CIRCLE, LANE, Look
from archspec.backends.diagram.chart.ushape import find_halves, u_shape
from archspec.backends.diagram.options import Options
from archspec.backends.diagram.picture.arrange import arrange


def drawn(picture, columns=1, look=None):
    """The chart of a picture."""
    look = look or Look()
    return Drawn(Columns(Flowchart(picture, look)).block(columns), look)


def middles(picture, chart):
    """The axis of each box, by its first title."""
    names = {box.id: box.rows[0].title for box in picture.boxes}
    return {names[box]: (r[0] + r[2]) / 2 for box, r in chart.boxes.items()}


@pytest.mark.parametrize("look", [Look("down"), Look("right")])
@pytest.mark.parametrize("name", ["plain", "deep_residual", "stages", "shared"])
def test_a_trunk_is_one_straight_line(name, look):
    picture = arrange(compiled(name))
    chart = drawn(picture, look=look)
    shortcut = {b.id for b in picture.boxes if "shortcut" in b.rows[0].quiet}
    axes = {round((r[0] + r[2]) / 2, 3) for box, r in chart.boxes.items() if box not in shortcut}
    assert axes == {0.0}


def test_a_shortcut_runs_beside_what_it_passes_and_ends_at_the_side_of_the_sum():
    picture = arrange(compiled("shared"))
    chart = drawn(picture)
    circle = next(box.id for box in picture.boxes if box.symbol)
    (wire,) = [w for w in chart.wires if w[-1][0] == chart.boxes[circle][2]]
    passed = max(r[2] for box, r in chart.boxes.items() if r[3] < chart.boxes[circle][1])
    assert max(x for x, _ in wire) == passed + LANE
    assert wire[0][0] == 0


def test_inner_shortcuts_are_nearer():
    text = (
        "input: [8]\nlayers: [linear: {name: a, width: 8}, linear: {name: b, width: 8},"
        " linear: 8, add: {with: b}, add: {with: a}]"
    )
    chart = drawn(arrange(compile_text(text)))
    lanes = sorted(max(x for x, _ in wire) for wire in chart.wires if len(wire) > 2)
    assert lanes[1] == lanes[0] + LANE


def test_three_branches_stand_about_the_axis():
    picture = arrange(compiled("branches"))
    axes = middles(picture, drawn(picture))
    assert axes["conv 1×1, 4"] == 0
    (pool,) = (axis for title, axis in axes.items() if title.startswith("maxpool"))
    assert pool > 0
    assert axes["concat"] == 0


def test_of_two_branches_the_deeper_stays_on_the_axis():
    picture = arrange(archspec.load("resnet18").graph, depth=None)
    axes = middles(picture, drawn(picture))
    assert axes["conv 3×3, 128 /2"] == 0
    assert axes["conv 1×1, 128 /2"] > 0


def test_inputs_of_two_towers_begin_at_one_height():
    picture = arrange(archspec.load("siamese").graph)
    chart = drawn(picture)
    assert chart.boxes["in0"][1] == chart.boxes["in1"][1] == 0


def test_an_output_of_training_stands_beside_the_trunk():
    picture = arrange(archspec.load("googlenet_aux").graph, depth=0)
    axes = middles(picture, drawn(picture))
    assert axes["aux1"] == axes["aux1 1000"] > 0
    assert axes["inception5b"] == axes["linear 1000"] == 0


def test_the_title_of_a_frame_is_as_wide_as_its_place_and_is_parted_where_it_is_longer():
    name = "a_name_of_a_scope_that_is_so_long_that_nobody_would_choose_it_by_will"
    text = f"input: [8]\nlayers: [sequence: {{name: {name}, layers: [linear: 8, linear: 4, relu]}}]"
    chart = drawn(arrange(compile_text(text)))
    ((_, frame),) = chart.frames.items()
    assert frame[0] > -190


@pytest.mark.parametrize("count", [2, 3, 4])
def test_columns_are_of_nearly_one_height(count):
    picture = arrange(archspec.load("c3d").graph)
    chart = drawn(picture, count)
    top = min(box[1] for box in chart.boxes.values())
    heads = sorted(box[0] for box in chart.boxes.values() if box[1] == top)
    assert len(heads) == count
    ends = [*heads[1:], float("inf")]
    feet = [
        max(box[3] for box in chart.boxes.values() if head <= box[0] < end)
        for head, end in zip(heads, ends, strict=True)
    ]
    assert max(feet) - top <= 1.5 * (min(feet) - top)


def test_columns_lead_from_each_foot_to_the_next_head():
    picture = arrange(archspec.load("net").graph)
    chart = drawn(picture, 2)
    (connector,) = [wire for wire in chart.wires if len(wire) == 6]
    assert connector[0][1] < connector[1][1] > connector[3][1]
    assert connector[-1][1] == min(r[1] for r in chart.boxes.values())


def test_a_column_breaks_only_where_nothing_but_the_trunk_passes():
    picture = arrange(archspec.load("unet_small").graph)
    level = Flowchart(picture, Look()).levels.of[""]
    halves = find_halves(level)
    outer = halves.skips[0]
    for count in (2, 3, 4, 5, 6):
        chart = drawn(picture, count)
        inside = [picture.items[i] for i in range(outer.tail + 2, outer.head + 1)]
        axes = {round(sum(chart.boxes[box.id][::2]), 2) for box in inside if box.id in chart.boxes}
        assert len(axes) == 1


def test_a_frame_that_takes_most_of_the_height_is_broken_within():
    picture = arrange(archspec.load("swin_t").graph, depth=2)
    chart = drawn(picture, 4)
    outer = next(frame.id for frame in picture.frames)
    assert chart.frames[outer][2] - chart.frames[outer][0] > 400


@pytest.mark.parametrize("count", [4, 6, 9])
def test_no_room_is_left_below_an_input_where_a_broken_frame_is_set_apart(count):
    picture, look = arrange(archspec.load("vgg16").graph, depth=1), Look("right")
    chart = Drawn(Columns(Flowchart(picture, look)).apart(count), look)
    outer = next(frame.id for frame in picture.frames)
    assert chart.boxes["in0"][2] < chart.frames[outer][0]
    lines = {round((r[0] + r[2]) / 2) for r in chart.boxes.values()}
    assert count / 2 < len(lines) <= count


def test_nothing_is_set_apart_where_no_frame_is_broken():
    picture = arrange(archspec.load("net").graph)
    assert Columns(Flowchart(picture, Look())).apart(3) is None


@pytest.mark.parametrize(
    ("name", "page", "params"), [("vgg16", "text", True), ("resnet50", "column", False)]
)
def test_a_page_says_as_much_as_its_lines_hold(name, page, params):
    look = lay_out(archspec.load(name).graph, Options(page=page)).look
    assert (look.params, look.shapes) == (params, True)


def test_of_pictures_of_one_size_of_type_a_page_takes_the_lowest():
    layout = lay_out(archspec.load("regnet_y_400mf").graph, Options(page="text"))
    assert layout.scale == 1
    assert layout.height < 530


@pytest.mark.parametrize("depth", [None, 0])
@pytest.mark.parametrize("name", ["unet", "unet_small"])
def test_the_skips_of_a_u_are_level_and_lead_to_its_other_half(name, depth):
    picture = arrange(archspec.load(name).graph, depth=depth)
    chart = Drawn(u_shape(picture, Look()), Look())
    halves = find_halves(Flowchart(picture, Look()).levels.of[""])
    level = [wire for wire in chart.wires if len(wire) == 2 and wire[0][1] == wire[1][1]]
    assert len(level) == len(halves.skips)
    for skip in halves.skips:
        merge = chart.boxes[picture.items[skip.head].id]
        (line,) = [wire for wire in level if abs(wire[1][0] - merge[0]) < 0.1 and wire[1][1] > 0
                   and merge[1] < wire[1][1] < merge[3]]  # fmt: skip
        assert line[1][1] == pytest.approx((merge[1] + merge[3]) / 2)


def test_the_way_up_reads_upwards():
    picture = arrange(archspec.load("unet_small").graph)
    chart = Drawn(u_shape(picture, Look()), Look())
    assert chart.boxes["out0"][1] < 20
    heights = {box.rows[0].title: chart.boxes[box.id][1] for box in picture.boxes}
    assert heights["conv_transpose 2×2, 16 /2"] < heights["conv_transpose 2×2, 32 /2"]


@pytest.mark.parametrize("name", ["net", "net_res", "resnet18", "densenet121"])
def test_what_has_no_nested_skips_is_no_u(name):
    assert u_shape(arrange(archspec.load(name).graph, depth=1), Look()) is None


def test_parts_that_take_turns_are_no_u():
    """A part of an earlier value begins a line of its own, which no skip can join."""
    graph = compile_text("""
input: [12, 16, 16]
layers:
  - residual:
      inline: true
      body:
        - conv: {name: first, width: 12, kernel: 1, act: relu}
        - slice: {part: 0, of: 3}
        - conv: {name: convs.0, width: 4, padding: same}
        - relu: {name: y0}
        - slice: {from: first, part: 1, of: 3}
        - add: y0
        - conv: {name: convs.1, width: 4, padding: same}
        - relu: {name: y1}
        - slice: {name: last, from: first, part: 2, of: 3}
        - concat: {from: y0, with: [y1, last]}
        - conv: {width: 24, kernel: 1}
      shortcut: auto
""")
    assert find_halves(Flowchart(arrange(graph), Look()).levels.of[""]) is not None
    assert u_shape(arrange(graph), Look()) is None


def test_a_circle_is_as_large_in_every_direction():
    for look in (Look("down"), Look("right")):
        picture = arrange(compiled("shared"))
        chart = drawn(picture, look=look)
        circle = chart.boxes[next(box.id for box in picture.boxes if box.symbol)]
        assert (circle[2] - circle[0], circle[3] - circle[1]) == (CIRCLE, CIRCLE)


def deep(levels):
    """Scopes within scopes, two layers in each."""
    body = "linear: 8, relu"
    for _ in range(levels):
        body = f"linear: 8, sequence: [{body}], tanh"
    return f"input: [8]\nlayers: [{body}]"


def test_scopes_within_scopes_are_drawn_as_deep_as_a_file_can_nest_them():
    picture = arrange(compile_text(deep(20)))
    assert len(drawn(picture).frames) == 19


def nested_skips(count):
    """Skips of which each lies within the one before."""
    down = [f"linear: {{name: d{i}, width: 8}}" for i in range(count)]
    up = [f"linear: 8, add: {{with: d{i}}}" for i in reversed(range(count))]
    return f"input: [8]\nlayers: [{', '.join([*down, *up])}]"


@pytest.mark.parametrize("look", [Look("down"), Look("right")])
@pytest.mark.parametrize("name", ["alexnet", "resnet50", "efficientnet", "vgg16", "net", "swin_t"])
def test_no_column_and_no_line_holds_an_input_or_an_output_alone(name, look):
    picture = arrange(archspec.load(name).graph, depth=1)
    ends = [box.id for box in picture.boxes if box.kind in ("input", "output")]
    for columns in (1, 2, 3, 4, 5, 6):
        boxes = drawn(picture, columns, look).boxes
        axes = {box: round((r[0] + r[2]) / 2, 1) for box, r in boxes.items()}
        for end in ends:
            assert [box for box in axes if axes[box] == axes[end] and box not in ends]


FILLING = {"efficientnet": 850, "regnet": 750, "maxvit": 850, "tcn": 880, "siamese": 850}
"""Points of the side that decides how large a network is on a screen: it was half as long again."""


@pytest.mark.parametrize("name", FILLING)
def test_a_network_fills_a_screen(name):
    layout = lay_out(archspec.load(name).graph, Options())
    assert max(layout.width / SCREEN, layout.height) < FILLING[name]


@pytest.mark.parametrize("name", ["pyramidnet", "densenet_cifar"])
def test_on_a_page_very_many_neighbours_of_one_kind_are_one_box(name):
    layout = lay_out(archspec.load(name).graph, Options(page="text"))
    assert layout.legible
    assert sum(1 for _ in layout.picture.boxes) < 20


def test_a_u_that_is_too_tall_for_a_screen_is_drawn_less_deep():
    graph = archspec.load("unet").graph
    assert lay_out(graph, Options(depth=1)).height > TALLEST
    layout = lay_out(graph, Options())
    assert layout.folded
    assert layout.height < TALLEST
    assert layout.depth == 0
    assert lay_out(archspec.load("unet_small").graph, Options()).depth is None


def test_a_hundred_nested_skips_are_drawn():
    picture = arrange(compile_text(nested_skips(100)))
    assert len(drawn(picture).boxes) == 302
