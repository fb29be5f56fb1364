"""What holds of every chart, of whatever network, in every direction.

No line runs through a box and none is slanted, nothing lies on anything else, everything is on the
page, each line of the network can be followed from box to box, and no other.
"""

import pytest
from drawn_geometry import faults
from hypothesis import given, settings
from random_pictures import pictures

import archspec
from archspec.backends.diagram.arrange import arrange
from archspec.backends.diagram.columns import Columns
from archspec.backends.diagram.fitting import fitting_depth
from archspec.backends.diagram.flowchart import Flowchart
from archspec.backends.diagram.look import Look
from archspec.backends.diagram.ushape import u_shape
from archspec.catalog import shipped, shipped_variants

NAMES = list(dict.fromkeys([*shipped(), *shipped_variants()]))
LOOKS = [Look("down"), Look("right"), Look("down", params=False), Look("right", shapes=False)]


def layouts(picture, looks, counts):
    """The picture in these ways, and as a U where it can be one."""
    for look in looks:
        columns = Columns(Flowchart(picture, look))
        for count in counts:
            yield look, columns.block(count)
    folded = u_shape(picture, looks[0])
    if folded is not None:
        yield looks[0], folded


def wrong(picture, looks, counts):
    """Everything that is wrong with any of the layouts."""
    for look, block in layouts(picture, looks, counts):
        yield from ((look.way, fault) for fault in faults(block, look, picture.edges))


@pytest.mark.parametrize("name", NAMES)
def test_every_spec_and_variant_is_drawn_without_fault(name):
    graph = archspec.load(name).graph
    picture = arrange(graph, depth=fitting_depth(graph))
    assert not list(wrong(picture, LOOKS[:2], (1, 3)))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_depth_is_drawn_without_fault(name):
    graph = archspec.load(name).graph
    for depth in (None, 0, 1, 2):
        assert not list(wrong(arrange(graph, depth=depth), LOOKS, (1, 2, 4, 6)))


@settings(max_examples=120, deadline=None)
@given(pictures())
def test_any_picture_is_drawn_without_fault(picture):
    assert not list(wrong(picture, LOOKS[:2], (1, 3)))
