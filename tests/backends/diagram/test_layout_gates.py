"""What holds of every chart, of whatever network, in every direction.

No line runs through a box and none is slanted, nothing lies on anything else, everything is on the
page, each line of the network can be followed from box to box, and no other.
"""

import sys
from dataclasses import replace

import pytest
from drawn_geometry import faults
from hypothesis import given, settings
from random_pictures import pictures

import archspec
from archspec.backends.diagram.chart.block import Area, Block, Wire, spread
from archspec.backends.diagram.chart.columns import Columns
from archspec.backends.diagram.chart.compose import compose
from archspec.backends.diagram.chart.fit import LEGIBLE, lay_out
from archspec.backends.diagram.chart.flowchart import Flowchart
from archspec.backends.diagram.chart.look import SMALLEST, Look
from archspec.backends.diagram.chart.ushape import u_shape
from archspec.backends.diagram.options import PAGES, Options
from archspec.backends.diagram.picture.arrange import arrange
from archspec.backends.diagram.picture.glance import glance_depth
from archspec.backends.diagram.picture.picture import Box, Edge, Picture, Row
from archspec.backends.diagram.scene.metrics import text_width
from archspec.backends.diagram.scene.scene import Circle, Path, Rect, Text
from archspec.catalog import shipped, shipped_variants

FAMILIES = list(shipped())
VARIANTS = [name for name in shipped_variants() if name not in FAMILIES]
LOOKS = [Look("down"), Look("right"), Look("down", params=False), Look("right", shapes=False)]


def layouts(picture, looks, counts):
    """The picture in these ways, with a broken frame set apart as well, and as a U."""
    for look in looks:
        columns = Columns(Flowchart(picture, look))
        for count in counts:
            yield look, columns.block(count)
            apart = columns.apart(count)
            if apart is not None:
                yield look, apart
    folded = u_shape(picture, looks[0])
    if folded is not None:
        yield looks[0], folded


def wrong(picture, looks, counts):
    """Everything that is wrong with any of the layouts."""
    for look, block in layouts(picture, looks, counts):
        yield from ((look.way, fault) for fault in faults(block, look, picture.edges))


@pytest.mark.parametrize("name", FAMILIES)
def test_every_spec_is_drawn_without_fault(name):
    graph = archspec.load(name).graph
    picture = arrange(graph, depth=glance_depth(graph))
    assert not list(wrong(picture, LOOKS[:2], (1, 3)))


@pytest.mark.slow
@pytest.mark.parametrize("name", [*FAMILIES, *VARIANTS])
def test_every_spec_and_variant_is_drawn_without_fault_at_every_depth(name):
    graph = archspec.load(name).graph
    for depth in (None, 0, 1, 2):
        assert not list(wrong(arrange(graph, depth=depth), LOOKS[:3], (1, 4)))


@settings(max_examples=60, deadline=None)
@given(pictures())
def test_any_picture_is_drawn_without_fault(picture):
    assert not list(wrong(picture, LOOKS[:2], (1, 3)))


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(pictures(most=12))
def test_any_larger_picture_is_drawn_without_fault(picture):
    assert not list(wrong(picture, LOOKS[:2], (1, 2, 4)))


def smallest_text(scene):
    return min(item.size for item in scene.items if isinstance(item, Text))


def check_page(name):
    """That all of a network fits a page of text, and can be read there."""
    page = PAGES["text"]
    layout = lay_out(archspec.load(name).graph, Options(page="text"))
    assert layout.scale * SMALLEST >= LEGIBLE
    assert layout.width * layout.scale <= page.width + 1e-6
    assert layout.height * layout.scale <= page.height + 1e-6


@pytest.mark.parametrize("name", FAMILIES)
def test_every_spec_can_be_read_on_a_page(name):
    check_page(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_can_be_read_on_a_page(name):
    check_page(name)


def corners(item):
    """The extents of something in a scene."""
    if isinstance(item, Rect):
        return item.x, item.y, item.x + item.width, item.y + item.height
    if isinstance(item, Circle):
        r = item.radius
        return item.x - r, item.y - r, item.x + r, item.y + r
    if isinstance(item, Path):
        across, down = zip(*item.points, strict=True)
        return min(across), min(down), max(across), max(down)
    width = text_width(item.text, item.size, bold=item.bold)
    left = item.x - width * {"start": 0, "middle": 0.5, "end": 1}[item.anchor]
    return left, item.y - item.size, left + width, item.y + 0.25 * item.size


@pytest.mark.parametrize("page", ["none", "text"])
@pytest.mark.parametrize("name", ["net", "resnet18", "unet_small", "vit", "siamese", "googlenet"])
def test_everything_in_a_scene_lies_on_it(name, page):
    layout = lay_out(archspec.load(name).graph, Options(page=page))
    scene = compose(layout.picture, layout.block, layout.look)
    for item in scene.items:
        left, top, right, bottom = corners(item)
        assert left >= 0
        assert top >= 0
        assert right <= scene.width
        assert bottom <= scene.height


def test_the_smallest_text_is_the_one_that_pages_are_measured_by():
    layout = lay_out(archspec.load("net").graph, Options(page="none"))
    assert smallest_text(compose(layout.picture, layout.block, layout.look)) == SMALLEST


PLAIN = Picture(
    "plain",
    (),
    tuple(Box(f"n{i}", (Row("relu", family="activation"),)) for i in range(3)),
    (Edge("n0", "n1", "8"), Edge("n1", "n2"), Edge("n0", "n2")),
)


def plain():
    """A chart without fault, as one block that holds all marks itself."""
    block = Flowchart(PLAIN, Look()).inside("")
    flat = Block(block.left, block.right, block.length)
    flat.marks = list(spread(block))
    return flat


def spoilt(kind, change):
    """The same with the first mark of a kind changed."""
    block = plain()
    i = next(i for i, mark in enumerate(block.marks) if kind(mark))
    block.marks[i] = change(block.marks[i])
    return "; ".join(faults(block, Look(), PLAIN.edges))


def is_box(mark):
    return isinstance(mark, Area) and isinstance(mark.shows, Box)


def is_wire(mark):
    return isinstance(mark, Wire)


def is_text(mark):
    return isinstance(mark, Area) and isinstance(mark.shows, str)


class TestTheGatesShutWhere:
    def test_nothing_is_wrong(self):
        assert not faults(plain(), Look(), PLAIN.edges)

    def test_boxes_overlap(self):
        assert "overlap" in spoilt(is_box, lambda mark: replace(mark, flow=mark.flow + 30))

    def test_a_line_is_slanted(self):
        def slant(wire):
            return Wire((wire.spots[0], (wire.spots[1][0] + 5, wire.spots[1][1])))

        assert "slanted" in spoilt(is_wire, slant)

    def test_a_line_runs_through_a_box(self):
        assert "through box" in spoilt(is_wire, lambda mark: Wire(((0, 0), (0, 60))))

    def test_a_line_is_missing(self):
        assert "no way from n0" in spoilt(is_wire, lambda mark: Wire(((90, 0), (90, 1))))

    def test_a_line_leads_where_none_should(self):
        block, edges = plain(), PLAIN.edges[:2]
        assert faults(block, Look(), edges) == ["a way from n0 to n2 that is no line"]

    def test_a_text_lies_on_a_box(self):
        assert "8 lies on box" in spoilt(is_text, lambda mark: replace(mark, flow=0))

    def test_a_text_lies_on_a_line(self):
        assert "8 lies on wire" in spoilt(is_text, lambda mark: replace(mark, cross=-4))

    def test_something_lies_beside_the_page(self):
        assert "beside the page" in spoilt(is_text, lambda mark: replace(mark, cross=500))


@pytest.mark.parametrize("name", ["net", "resnet18", "unet_small", "googlenet"])
def test_equal_networks_give_equal_bytes(name):
    one, other = (archspec.load(name).svg(page="text") for _ in range(2))
    assert one == other


def chain_of(count):
    """Boxes of which each takes what the one before gives, and the one before that."""
    boxes = tuple(Box(f"n{i}", (Row("conv 3×3, 16", family="convolution"),)) for i in range(count))
    steps = [Edge(f"n{i}", f"n{i + 1}", "16×32×32") for i in range(count - 1)]
    skips = [Edge(f"n{i}", f"n{i + 2}") for i in range(0, count - 2, 3)]
    return Picture("long", (), boxes, (*steps, *skips))


def test_the_work_grows_with_the_boxes(monkeypatch):
    def work(count):
        put = 0
        original = Block.put

        def counted(self, *args, **kwargs):
            nonlocal put
            put += 1
            original(self, *args, **kwargs)

        with monkeypatch.context() as patch:
            patch.setattr(Block, "put", counted)
            block = Flowchart(chain_of(count), Look()).inside("")
        return put + sum(1 for _ in spread(block))

    assert work(1200) < 4.2 * work(300)


def test_the_time_grows_with_the_skips_between_the_boxes():
    def calls(count):
        made, picture = 0, chain_of(count)

        def counted(*_):
            nonlocal made
            made += 1

        before = sys.getprofile()
        sys.setprofile(counted)
        try:
            Flowchart(picture, Look()).inside("")
        finally:
            sys.setprofile(before)
        return made

    assert calls(1200) < 4.5 * calls(300)
