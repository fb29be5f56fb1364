"""Where lines meet, part or cross, and where outputs from the middle of a network stand."""

from itertools import pairwise

import pytest
from drawn_geometry import Drawn, faults
from drawn_networks import compile_text

import archspec
from archspec.backends.diagram.chart.block import Dot, spread
from archspec.backends.diagram.chart.columns import Columns
from archspec.backends.diagram.chart.flowchart import Flowchart
from archspec.backends.diagram.chart.look import Look
from archspec.backends.diagram.chart.ushape import u_shape
from archspec.backends.diagram.picture.arrange import arrange

LOOKS = [Look("down"), Look("right")]

SKIPS = "input: [8, 32, 32]\nlayers:\n" + "".join(
    f"  - conv: {{name: c{i}, width: 8, kernel: 3, padding: same}}\n"
    + (f"  - add: {{with: [c{i - 2}, c{i - 4}]}}\n" if i >= 4 and i % 2 == 0 else "")
    for i in range(12)
)
DENSE = "input: [8, 32, 32]\nlayers:\n" + "".join(
    f"  - conv: {{name: c{i}, width: 8, kernel: 3, padding: same}}\n"
    + (f"  - concat: [{', '.join(f'c{j}' for j in range(i))}]\n" if i else "")
    for i in range(7)
)
GATED = """
input: [8, 32, 32]
layers:
  - conv: {name: e1, width: 8, kernel: 3, padding: same}
  - maxpool: 2
  - conv: {name: e2, width: 16, kernel: 3, padding: same}
  - upsample: 2
  - concat: [e1, input]
  - conv: {name: d1, width: 8, kernel: 3, padding: same}
  - conv: {name: head, from: e2, width: 2, kernel: 1}
outputs: {main: d1, deep: head, middle: {from: e2, when: training}}
"""
SEVERAL = """
inputs: {a: [3, 16, 16], b: [3, 16, 16], d: [5]}
layers:
  - conv: {name: ca, width: 8, kernel: 3, padding: same}
  - conv: {name: cb, from: b, width: 8, kernel: 3, padding: same}
  - add: {name: s, with: ca}
  - concat: {with: [ca, cb, a]}
  - global_avgpool: {name: g}
  - concat: {with: d}
  - linear: {name: o1, width: 4}
  - linear: {name: o4, from: g, width: 2}
outputs: {o1: o1, mid: s, aux: {from: o4, when: training}}
"""
TAPPED = """
input: [3, 8, 8]
layers:
  - conv: {name: stem, width: 8, padding: 1}
  - conv: {name: a, width: 8, padding: 1}
  - conv: {name: b, width: 8, padding: 1}
  - add: {name: last, with: a}
  - sequence: {name: aux, from: stem, layers: [conv: {width: 4}, conv: {width: 7}, tanh]}
outputs: {features_of_the_very_first: stem, aux: aux, main: last}
"""
FROM_WITHIN = """
input: [4, 8, 8]
layers:
  - conv: {name: stem, width: 4, padding: 1}
  - sequence: {name: body, layers: [tanh: {name: one}, conv: {width: 4, padding: 1}]}
  - conv: {name: aside, from: body.one, width: 4, padding: 1}
outputs: {main: body, aux: aside, stem: stem}
"""
UNUSED = """
input: [4, 8, 8]
layers:
  - sequence: {name: body, layers: [conv: {name: one, width: 4, padding: 1}, tanh: {name: two}]}
  - conv: {name: aside, width: 4, padding: 1}
  - concat: {with: body.one}
  - tanh: {name: last, from: body.two}
outputs: {early: body.one, main: last}
"""
SIDEWAYS = {"tapped": TAPPED, "from within": FROM_WITHIN, "unused": UNUSED}
NETWORKS = {"skips": SKIPS, "dense": DENSE, "gated": GATED, "several": SEVERAL}


def chart_of(name, look, columns=1):
    """A network's picture, its chart, and the places of its dots."""
    text = NETWORKS.get(name)
    picture = arrange(compile_text(text) if text else archspec.load(name).graph, depth=1)
    block = Columns(Flowchart(picture, look)).block(columns)
    dots = [mark.spot for mark in spread(block) if isinstance(mark, Dot)]
    return picture, Drawn(block, look), dots


@pytest.mark.parametrize("columns", [1, 3])
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", ["skips", "dense"])
def test_every_skip_enters_the_side_of_its_merge_and_none_the_trunk_before_it(name, look, columns):
    picture, chart, _ = chart_of(name, look, columns)
    merges = [box.id for box in picture.boxes if box.rows[0].family == "merge"]
    assert merges
    for box in merges:
        left, top, right, bottom = chart.boxes[box]
        ends = {tuple(map(round, wire[-1])) for wire in chart.wires}
        assert (round((left + right) / 2), round(top)) in ends
        assert (round(right), round((top + bottom) / 2)) in ends
    dots_on_trunk = [wire for wire in chart.wires if wire[-1][0] == 0 and wire[-2][0] != 0]
    assert not [wire for wire in dots_on_trunk if columns == 1]


@pytest.mark.parametrize("look", LOOKS)
def test_what_two_boxes_of_a_frame_take_comes_in_on_one_line(look):
    small = archspec.load("hrnet", modules=[1, 1, 1], depth=1)
    picture = arrange(small.graph, depth=2)
    chart = Flowchart(picture, look)
    joins = [(begin, end.item) for begin, end in chart.levels.of[""].lanes if end.kind == "above"]
    assert len(joins) == len(set(joins)) == 3  # the finer images of the last stage, to its head
    assert not faults(Columns(chart).block(1), look, picture.edges)


def inside(spot, a, b):
    """Whether a spot lies within a line, away from its ends."""
    return any(
        abs(a[k] - b[k]) < 0.05
        and abs(spot[k] - a[k]) < 0.05
        and min(a[1 - k], b[1 - k]) + 0.1 < spot[1 - k] < max(a[1 - k], b[1 - k]) - 0.1
        for k in (0, 1)
    )


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", [*NETWORKS, "densenet", "shufflenet_v2", "tcn", "resnet"])
def test_a_lane_that_ends_or_begins_on_another_line_does_so_at_a_dot(name, look):
    _, chart, dots = chart_of(name, look)
    found = {tuple(round(x, 1) for x in spot) for spot in dots}
    for i, wire in enumerate(chart.wires):
        for spot in (wire[0], wire[-1]):
            others = [(a, b) for j, a, b in chart.segments if j != i]
            if any(inside(spot, a, b) for a, b in others):
                assert tuple(round(x, 1) for x in spot) in found, (wire, spot)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", ["skips", "dense", "several", "gated"])
def test_no_lane_bends_on_the_line_of_another(name, look):
    _, chart, _ = chart_of(name, look)
    for i, wire in enumerate(chart.wires):
        for spot in wire[1:-1]:
            assert not [j for j, a, b in chart.segments if j != i and inside(spot, a, b)
                        and set(ends(chart, i)) & set(ends(chart, j))]  # fmt: skip


def ends(chart, number):
    return chart.wires[number][0], chart.wires[number][-1]


@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", ["gated", "several"])
def test_an_output_from_the_middle_stands_beside_the_trunk(name, look, columns):
    picture, chart, _ = chart_of(name, look, columns)
    outputs = [box for box in picture.boxes if box.kind == "output"]
    tails = {edge.head: edge.tail for edge in picture.edges}
    feeding = {edge.tail for edge in picture.edges if not edge.head.startswith("out")}
    assert {box.rows[0].title.split()[0] for box in outputs} >= {
        "main" if name == "gated" else "o1"
    }
    for box in outputs:
        giver = tails[box.id]
        if giver in feeding:
            assert chart.boxes[box.id][0] > (chart.boxes[giver][0] + chart.boxes[giver][2]) / 2


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", SIDEWAYS)
def test_what_leads_nowhere_hangs_on_what_gives_it_and_shuts_nothing_else_off(name, look):
    picture = arrange(compile_text(SIDEWAYS[name]))
    assert not faults(Flowchart(picture, look).inside(""), look, picture.edges)


def test_the_head_of_a_training_loss_hangs_where_its_value_comes_from():
    picture, chart, _ = chart_of("gated", Look())
    names = {box.rows[0].title: box.id for box in picture.boxes}
    rows = chart.boxes
    assert rows[names["deep 2×16×16"]][1] < rows[names["upsample ×2"]][1] + 1
    assert rows[names["main 8×32×32"]][3] == max(r[3] for r in rows.values())


def test_a_line_of_a_u_from_which_a_lane_parts_has_a_dot_there():
    text = "input: [8]\nlayers:\n  - linear: {name: a, width: 8}\n  - linear: {name: b, width: 8}\n"
    text += (
        "  - linear: 8\n  - add: a\n  - linear: {name: c, width: 8}\n  - linear: 8\n  - linear: 8\n"
    )
    text += "  - mul: c\n  - linear: 8\n  - add: a\n"
    picture = arrange(compile_text(text))
    block = u_shape(picture, Look())
    assert block is not None
    dots = [mark.spot for mark in spread(block) if isinstance(mark, Dot)]
    rows = {}
    for cross, flow in dots:
        rows.setdefault(round(flow, 1), set()).add(round(cross, 1))
    assert any(len(crosses) == 2 for crosses in rows.values())
    assert not [w for w in Drawn(block, Look()).wires for a, b in pairwise(w) if a == b]


def test_a_single_skip_makes_a_u_where_one_is_wanted():
    text = "input: [2, 8, 8]\nlayers:\n  - conv: {name: a, width: 2, kernel: 1}\n  - maxpool: 2\n"
    text += "  - conv: {width: 4, kernel: 1}\n  - upsample: 2\n  - concat: a\n"
    picture = arrange(compile_text(text))
    assert u_shape(picture, Look()) is None
    block = u_shape(picture, Look(), fewest=1)
    assert not faults(block, Look(), picture.edges)


GATED_U = """
input: [8, 32, 32]
layers:
  - conv: {name: e1, width: 8, kernel: 3, padding: same}
  - maxpool: 2
  - conv: {name: e2, width: 16, kernel: 3, padding: same}
  - maxpool: 2
  - conv: {name: e3, width: 32, kernel: 3, padding: same}
  - upsample: 2
  - conv: {width: 16, kernel: 1}
  - mul: e2
  - concat: e2
  - conv: {name: d2, width: 16, kernel: 3, padding: same}
  - upsample: 2
  - concat: [e1, input]
  - conv: {name: d1, width: 8, kernel: 3, padding: same}
  - conv: {name: h2, from: d2, width: 2, kernel: 1}
outputs: {main: d1, deep: h2, bottom: {from: e3, when: training}}
"""


def test_gates_outputs_and_a_second_line_to_a_merge_leave_a_u_what_it_is():
    picture = arrange(compile_text(GATED_U))
    block = u_shape(picture, Look())
    assert not faults(block, Look(), picture.edges)
    boxes = Drawn(block, Look()).boxes
    names = {box.rows[0].title.split()[0]: box.id for box in picture.boxes}
    (merge,) = [box.id for box in picture.boxes if box.symbol]
    assert boxes[merge][0] > boxes["in0"][2]
    assert boxes[names["main"]][1] < 20
    assert boxes[names["deep"]][0] > boxes[names["main"]][2] - 60
