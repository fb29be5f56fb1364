"""Feature maps as files: every form, on a page or not, and what is refused."""

import re
from random import Random
from xml.etree import ElementTree

import pytest
from drawn_networks import compile_text
from overlaps import covered_texts, hidden_lines

import archspec
from archspec.backends.diagram.options import Options
from archspec.backends.diagram.scene.scene import Path, Polygon, Text
from archspec.backends.diagram.volumes import volumes
from archspec.backends.diagram.volumes.fit import volumes_on_page
from archspec.catalog import shipped, shipped_variants
from archspec.diagnostics import Failure
from archspec.graph import Graph

BEGINS = {".svg": b"<svg ", ".png": b"\x89PNG", ".pdf": b"%PDF-", ".tex": b"% net"}


@pytest.mark.parametrize("ending", BEGINS)
def test_the_ending_chooses_the_form(ending, tmp_path):
    drawn = archspec.load("net").diagram(tmp_path / f"net{ending}", style="volumes")
    assert drawn.path.read_bytes().startswith(BEGINS[ending])
    assert drawn.depth is None
    assert list(tmp_path.iterdir()) == [drawn.path]


@pytest.mark.parametrize(("page", "width", "height"), [("text", 468, 648), ("3.25x2", 234, 144)])
@pytest.mark.parametrize("name", ["net", "unet_small", "resnet50"])
def test_on_a_page_it_is_as_large_as_that_or_smaller(name, page, width, height):
    root = ElementTree.fromstring(archspec.load(name).svg(style="volumes", page=page))  # noqa: S314
    sides = [float(root.get(side).removesuffix("pt")) for side in ("width", "height")]
    assert sides[0] <= width + 0.01
    assert sides[1] <= height + 0.01


def test_where_texts_are_too_small_the_size_that_is_said_to_do_does(tmp_path):
    network = archspec.load("unet")
    (said,) = network.diagram(tmp_path / "a.svg", style="volumes", page="column").advice
    assert said.code == "A505"
    (page,) = re.findall(r"--page (\S+)`", said.helps[0].text)
    assert network.diagram(tmp_path / "b.svg", style="volumes", page=page).advice == ()


def test_what_cannot_be_read_on_a_page_is_folded(tmp_path):
    drawn = archspec.load("resnet50").diagram(tmp_path / "a.svg", style="volumes", page="2x2")
    assert drawn.depth == 0


@pytest.mark.parametrize("name", ["vgg16", "resnet50", "alexnet", "efficientnet_b0"])
def test_a_long_row_is_read_on_a_page_of_text_as_it_is_set_in_lines(name, tmp_path):
    drawn = archspec.load(name).diagram(tmp_path / "a.svg", style="volumes", page="text")
    assert drawn.advice == ()
    sizes = re.findall(r'font-size="([^"]*)"', drawn.path.read_text(encoding="utf-8"))
    assert min(map(float, sizes)) >= 7


JOINED = [name for name in ("hrnet", *shipped_variants()) if name.startswith("hrnet")]
"""Their head adds up four rows, and rows that join are not set in lines."""


ALSO = ["googlenet_aux", "densenet_100_12", "pyramidnet_272_200"]
QUICK = [*(name for name in shipped() if name not in JOINED), *ALSO]
LEFT = [name for name in shipped_variants() if name not in (*QUICK, *JOINED)]
SLOW = [pytest.param(name, marks=pytest.mark.slow) for name in LEFT]


def test_what_is_too_wide_for_a_page_of_text_is_read_on_the_page_that_is_named():
    graph = archspec.load("hrnet").graph
    (advice,) = volumes_on_page(graph, Options(style="volumes", page="text")).advice
    page = re.search(r"`--page ([0-9.x]+)`", advice.helps[0].text)[1]
    assert volumes_on_page(graph, Options(style="volumes", page=page)).advice == ()


@pytest.mark.parametrize("name", [*QUICK, *SLOW])
def test_all_that_ships_is_read_on_a_page_of_text(name):
    options = Options(style="volumes", page="text", legend=True)
    fitted = volumes_on_page(archspec.load(name).graph, options)
    scene = fitted.scene
    assert fitted.advice == ()
    assert min(item.size for item in scene.items if isinstance(item, Text)) >= 7
    assert max(scene.width - 468, scene.height - 648) < 0.01


@pytest.mark.parametrize("height", [648, 300])
@pytest.mark.parametrize("width", [468, 234])
@pytest.mark.parametrize("name", ["inception_v3", "googlenet_aux", "unet", "unet_small"])
def test_nothing_lies_on_anything_in_lines_with_branches_and_in_levels(name, width, height):
    scene = volumes(archspec.load(name).graph, width=width, height=height)
    assert covered_texts(scene) == []
    assert hidden_lines(scene) == []


def test_a_branch_stands_below_the_line_that_it_leaves():
    scene = volumes(archspec.load("inception_v3").graph, width=468, height=648)
    fronts = {i.path: i.points for i in scene.items if isinstance(i, Polygon) and i.face == "front"}
    giver, onward, branch = (
        fronts[path] for path in ("Mixed_6e", "Mixed_7a", "AuxLogits.conv1.conv")
    )
    assert fronts["@input"][2][1] < giver[0][1]
    assert giver[0][0] < onward[0][0]
    assert onward[2][1] < branch[0][1]
    assert giver[2][0] < branch[0][0]


def test_scopes_in_a_row_that_cannot_be_read_are_one_with_their_number():
    scene = volumes(archspec.load("densenet_100_12").graph, depth=0, gathered=True)
    said = [item.text for item in scene.items if isinstance(item, Text)]
    assert said.count("dense ×32") == 3
    assert {"400", "784"} <= set(said)
    assert covered_texts(scene) == []
    assert "dense ×32" not in [
        item.text
        for item in volumes(archspec.load("densenet_100_12").graph, depth=0).items
        if isinstance(item, Text)
    ]


PADDED = pytest.param("unet_padded", marks=pytest.mark.slow)


@pytest.mark.parametrize("name", ["unet", "unet_small", PADDED])
def test_a_u_is_read_on_a_page_of_text_as_the_levels_of_a_half_stand_below_each_other(name):
    scene = volumes(archspec.load(name).graph, width=468, height=648)
    assert 8 * min(1, 468 / scene.width, 648 / scene.height) >= 7
    assert covered_texts(scene) == []
    assert hidden_lines(scene) == []
    skips = [item for item in scene.items if isinstance(item, Path) and item.dashed]
    edges = {round(skip.points[-1][0] + 1, 3) for skip in skips}
    assert len(skips) > 1
    assert len({skip.points[0][1] for skip in skips}) == len(skips)
    fronts = [i.points[0][0] for i in scene.items if isinstance(i, Polygon) and i.face == "front"]
    assert all(any(0 <= edge - front < 40 for front in fronts) for edge in edges)
    assert sum(abs(front - min(fronts)) < 1e-6 for front in fronts) == len(skips) + 1


def random_u(random: Random) -> Graph:
    """A U of two to five levels with sums or concatenations, of thin and of thick blocks."""
    levels, merge = random.randint(2, 5), random.choice(["add", "concat"])
    widths = [random.choice([4, 16, 300, 2048]) for _ in range(levels)]
    down, up = [], []
    for level, width in enumerate(widths):
        convs = [
            f"  - conv: {{width: {random.choice([2, 64, 1000])}, padding: 1}}"
            for _ in range(random.randint(0, 3))
        ]
        down += [
            *convs,
            f"  - conv: {{name: d{level}, width: {width}, padding: 1}}",
            "  - maxpool: 2",
        ]
        back = f"  - conv_transpose: {{width: {width}, kernel: 2, stride: 2}}"
        up[:0] = [back, f"  - {merge}: {{with: d{level}}}", *convs]
    middle = "  - conv: {width: 32, padding: 1}"
    size = 2**levels * random.choice([1, 4, 20])
    lines = [f"input: [3, {size}, {size}]", "layers:", *down, middle, middle, *up]
    return compile_text("\n".join(lines))


@pytest.mark.parametrize("seed", range(12))
def test_nothing_lies_on_anything_in_the_levels_of_random_us(seed):
    graph = random_u(Random(seed))  # noqa: S311  a test repeats
    for page in ((468, 648), (234, 648), (120, 300)):
        scene = volumes(graph, width=page[0], height=page[1])
        assert covered_texts(scene) == []
        assert hidden_lines(scene) == []


def test_a_legend_is_there_unless_it_is_not_wanted():
    network = archspec.load("net")
    assert "square root" in network.svg(style="volumes")
    assert "square root" not in network.svg(style="volumes", legend=False)


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"columns": 2}, "stand in a row or as a U, so that `columns`"),
        ({"direction": "right"}, "stand in a row or as a U, so that `direction`"),
        ({"params": False}, "show no parameters of layers, so that `no-params`"),
        ({"shapes": False}, "are shapes, so that `no-shapes`"),
        ({"unfold": "a"}, "are drawn as deep in one place as in another, so that `unfold`"),
    ],
)
def test_what_blocks_have_none_of_is_refused_with_its_own_reason(wish, why):
    with pytest.raises(Failure) as caught:
        archspec.load("net").svg(style="volumes", **wish)
    (found,) = caught.value.diagnostics
    assert found.code == "A508"
    assert found.message == f"feature maps {why} cannot be heeded"


@pytest.mark.parametrize("style", ["screen", "paper"])
def test_boxes_have_no_scale(style):
    with pytest.raises(Failure, match="only feature maps have a scale"):
        archspec.load("net").svg(style=style, scale="log")


def test_a_scope_that_is_not_there_is_named():
    with pytest.raises(Failure) as caught:
        archspec.load("googlenet").svg(style="volumes", only="inception9z")
    assert caught.value.diagnostics[0].code == "A507"
