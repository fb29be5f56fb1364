"""Pictures of feature maps: what is drawn, how large, and that nothing lies on anything."""

import os
from contextlib import suppress
from functools import cache
from itertools import pairwise
from pathlib import Path as File
from random import Random

import pytest
import spec_writer
from drawn_networks import NETWORKS, compile_text, compiled, hostile
from overlaps import covered_texts, hidden_lines, overlap

import archspec
from archspec.backends.diagram.scene.geometry import bounds, corners
from archspec.backends.diagram.scene.palette import LIGHT
from archspec.backends.diagram.scene.raster import raster
from archspec.backends.diagram.scene.scene import Circle, Path, Polygon, Scene, Text
from archspec.backends.diagram.scene.svg import svg
from archspec.backends.diagram.scene.tikz import tikz
from archspec.backends.diagram.volumes import volumes
from archspec.backends.diagram.volumes.body import Attempt
from archspec.catalog import shipped, shipped_variants
from archspec.diagnostics import Failure
from archspec.graph import Graph
from archspec.network import loads

GOLDEN = File(__file__).parent / "volumes_golden"
SOME = [
    "alexnet",
    "googlenet_aux",
    "net",
    "net_res",
    "resnet18",
    "siamese",
    "unet_small",
    "vgg16",
    "vit_b_16",
]


@cache
def graph_of(name: str) -> Graph:
    return archspec.load(name).graph


def scene_of(name: str, **options: object) -> Scene:
    return volumes(graph_of(name), **options)


def texts(scene: Scene) -> list[str]:
    return [item.text for item in scene.items if isinstance(item, Text)]


def fronts(scene: Scene) -> dict[str, list[Polygon]]:
    """The fronts of each block, from left to right."""
    found: dict[str, list[Polygon]] = {}
    for item in scene.items:
        if isinstance(item, Polygon) and item.face == "front":
            found.setdefault(item.path, []).append(item)
    return found


def size(front: Polygon) -> tuple[float, float]:
    (left, top), _, (right, bottom), _ = front.points
    return right - left, bottom - top


def as_text(scene: Scene) -> str:
    """A line for each item, in whole points, as a person can compare it with a picture."""
    lines = [f"{scene.title}: {scene.width:.0f}×{scene.height:.0f}", scene.description]
    return "\n".join([*lines, *map(_line, scene.items)]) + "\n"


def _line(item: object) -> str:
    what = type(item).__name__.lower()
    if isinstance(item, Text):
        place = f"{item.x:.0f},{item.y:.0f}"
        return (
            f"{what} {place} {item.text!r} {item.size:g} {item.role} {item.anchor} {item.angle:g}"
        )
    if isinstance(item, Polygon | Path):
        points = " ".join(f"{x:.0f},{y:.0f}" for x, y in item.points)
        more = item.face if isinstance(item, Polygon) else "dashed" if item.dashed else "plain"
        return f"{what} {points} {item.role} {more} {item.path}".rstrip()
    return f"{what} {item.x:.0f},{item.y:.0f} {item.role} {item.path}".rstrip()


@pytest.mark.parametrize("name", SOME)
def test_the_scene_is_the_one_that_was_looked_at(name):
    text = as_text(scene_of(name))
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("ARCHSPEC_WRITE_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


QUICK = [*shipped(), "vgg19"]
SLOW = [pytest.param(n, marks=pytest.mark.slow) for n in shipped_variants() if n not in QUICK]


@pytest.mark.parametrize("width", [None, 234])
@pytest.mark.parametrize("name", [*QUICK, *SLOW])
def test_no_text_lies_on_anything_and_all_is_within_the_page(name, width):
    scene = scene_of(name, width=width)
    assert covered_texts(scene) == []
    assert hidden_lines(scene) == []
    around = bounds(scene.items)
    assert around.left >= 13.9
    assert around.top >= 13.9
    assert around.right <= scene.width - 13.9
    assert around.bottom <= scene.height - 13.9


def test_a_text_on_something_is_found():
    block = Polygon(((0, 0), (30, 0), (30, 30), (0, 30)), "pooling", path="a block")
    line = Path(((0, 50), (100, 50)), "wire")
    on_block, on_line, beside = Text(10, 20, "one", 8), Text(50, 53, "two", 8), Text(60, 20, "x", 8)
    items = (block, line, on_block, on_line, beside, Text(62, 21, "four", 8))
    found = covered_texts(Scene(100, 100, "", "", items))
    assert found == [("x", "four"), ("one", "a block"), ("two", "a line")]
    through = Path(((-9, 20), (40, 20)), "wire")
    assert hidden_lines(Scene(100, 100, "", "", (block, line, through))) == ["a block"]
    assert not overlap(((0, 0), (9, 0), (9, 9)), ((10, 0), (19, 0), (19, 9)))


@pytest.mark.parametrize("name", sorted({*SOME} - {"siamese", "googlenet_aux"}))
def test_blocks_stand_from_left_to_right_and_lines_run_at_right_angles(name):
    scene = scene_of(name)
    lefts = [pieces[0].points[0][0] for pieces in fronts(scene).values()]
    assert lefts == sorted(lefts)
    for item in scene.items:
        if isinstance(item, Path):
            assert all(
                abs(a - c) < 1e-6 or abs(b - d) < 1e-6 for (a, b), (c, d) in pairwise(item.points)
            )


def test_lengths_are_square_roots_of_sizes_and_channels():
    found = {path: size(pieces[0]) for path, pieces in fronts(scene_of("net")).items()}
    image, first, second = found["@input"], found["conv1"], found["conv2"]
    assert image[1] == first[1] == pytest.approx(10 + 130)
    assert second[1] == pytest.approx(10 + 130 * (16 / 32) ** 0.5)
    assert first[0] == pytest.approx(46)
    assert image[0] == pytest.approx(46 * (3 / 16) ** 0.5)


@pytest.mark.parametrize(("scale", "share"), [("linear", 0.25), ("sqrt", 0.5), ("log", 0.6284)])
def test_the_scale_is_what_was_asked_for_and_the_legend_says_it(scale, share):
    graph = compile_text("input: [1, 32, 32]\nlayers: [maxpool: 4]")
    scene = volumes(graph, scale=scale)
    pooled = size(fronts(scene)["0"][0])
    assert pooled[1] == pytest.approx(10 + 130 * share, abs=0.01)
    word = {"linear": "proportional to", "sqrt": "square root", "log": "logarithm"}[scale]
    assert any(word in text for text in texts(scene))


def test_a_pool_is_a_slab_and_an_activation_a_band():
    scene = scene_of("net")
    found = {path: size(pieces[0]) for path, pieces in fronts(scene).items()}
    assert found["2"][0] == pytest.approx(0.35 * found["conv1"][0])
    bands = [i for i in scene.items if isinstance(i, Polygon) and i.face == "band"]
    assert {(band.path, band.role) for band in bands} == {
        (path, "activation") for path in ("conv1", "conv2", "fc1")
    }


def test_channels_stand_below_sizes_above_and_kinds_at_a_slant():
    said = texts(scene_of("net"))
    assert [text for text in said if text.isdecimal()] == ["3", "16", "16", "8", "8", "32", "2"]
    assert [text for text in said if text in ("32×32", "16×16", "8×8")] == ["32×32", "16×16", "8×8"]
    assert said.count("conv 3×3") == 2


def test_a_u_has_its_skips_on_the_axis_of_their_level():
    scene = scene_of("unet_small")
    skips = [item for item in scene.items if isinstance(item, Path) and item.dashed]
    assert len(skips) == 2
    for skip in skips:
        assert {round(y, 6) for _, y in skip.points} == {round(skip.points[0][1], 6)}
    assert len({skip.points[0][1] for skip in skips}) == 2


def test_a_concatenation_shows_what_was_copied_and_what_is_new():
    scene = scene_of("unet_small")
    pieces = fronts(scene)["9"]
    assert [piece.role for piece in pieces] == ["convolution", "merge"]
    assert size(pieces[0])[0] == pytest.approx(size(pieces[1])[0])


def test_a_shortcut_is_an_arc_over_what_it_skips_into_a_sum():
    scene = scene_of("net_res")
    (arc,) = [item for item in scene.items if isinstance(item, Path) and item.dashed]
    (sum_,) = [item for item in scene.items if isinstance(item, Circle) and item.role == "merge"]
    skipped = min(
        y
        for item in scene.items
        if isinstance(item, Polygon) and item.path == "conv3"
        for _, y in item.points
    )
    assert min(y for _, y in arc.points) < skipped
    assert arc.points[-1] == pytest.approx((sum_.x, sum_.y - sum_.radius - 1))


def test_a_repeat_is_drawn_out_up_to_four_times_and_then_as_one():
    text = """
input: [8, 8, 8]
layers:
  - repeat: {depth: COUNT, layers: [conv: {width: 8, padding: 1}, relu, maxpool: {kernel: 1}]}
"""
    few, many = (volumes(compile_text(text.replace("COUNT", count))) for count in "45")
    assert texts(few).count("conv 3×3") == 4
    assert [t for t in texts(many) if "×5" in t] == ["3 layers ×5"]


def test_a_kind_of_scope_is_opened_everywhere_or_nowhere():
    said = texts(scene_of("resnet18"))
    assert said.count("residual") == 8
    assert said.count("conv 3×3") == 0


def test_depth_chooses_what_is_opened():
    assert texts(scene_of("unet_small", depth=0)).count("down1") == 1
    assert texts(scene_of("unet_small", depth=1)).count("down1") == 0


def test_inputs_have_rows_and_meet_in_a_merge():
    scene = scene_of("siamese")
    inputs = [pieces[0] for path, pieces in fronts(scene).items() if path.startswith("@")]
    assert inputs[0].points[0][0] == inputs[1].points[0][0]
    assert inputs[0].points[0][1] < inputs[1].points[0][1]


def test_branches_have_rows_and_a_concatenation_the_colours_of_all():
    scene = scene_of("googlenet", only="inception3a")
    found = fronts(scene)
    (concat,) = [pieces for pieces in found.values() if len(pieces) == 4]
    assert [piece.role for piece in concat] == ["convolution"] * 4
    axes = {round((p[0].points[0][1] + p[0].points[2][1]) / 2) for p in found.values()}
    assert len(axes) == 4
    assert covered_texts(scene) == []


def test_outputs_are_named_where_their_names_say_something():
    assert texts(scene_of("net"))[-1].startswith("height")
    assert "output" not in texts(scene_of("net"))
    assert "logits" in texts(scene_of("googlenet"))
    named = {t.text: t for t in scene_of("googlenet_aux").items if isinstance(t, Text)}
    tips = [item.points[-1] for item in scene_of("googlenet_aux").items if isinstance(item, Path)]
    for name in ("logits", "aux1 (in training)", "aux2 (in training)"):
        text = named[name]
        (tip,) = [(x, y) for x, y in tips if 0 < text.x - x < 6 and abs(text.y - y) < 4]
        assert tip[0] < text.x


def test_an_output_from_within_is_named_at_its_own_line():
    said = texts(scene_of("autoencoder"))
    assert {"image", "code"} < set(said)


def test_branches_stand_beside_what_reaches_farther_down_to_their_left():
    scene = scene_of("googlenet_aux", with_title=False, with_legend=False)
    items = [item for item in scene.items if isinstance(item, Text | Polygon)]
    top = min(y for i in items if i.path.startswith("aux2") for _, y in corners(i))
    lowest = max(y for i in items if i.path == "@input" for _, y in corners(i))
    assert top < lowest


def test_a_legend_stands_beside_what_reaches_farther_down_to_its_right():
    scene = scene_of("googlenet_aux")
    (last,) = [i for i in scene.items if isinstance(i, Text) and i.text.startswith("height and")]
    words = [i for i in scene.items if isinstance(i, Text) and i.angle]
    lowest = max(y for word in words for _, y in corners(word))
    assert last.y < lowest
    assert bounds(scene.items).bottom == pytest.approx(scene.height - 14)


def test_what_a_shortcut_leaves_before_is_no_band():
    scene = scene_of("swin_t", only="features.1.0")
    roles = [pieces[0].role for pieces in fronts(scene).values()]
    assert roles[:3] == ["input", "normalisation", "attention"]


@pytest.mark.parametrize(
    ("name", "only"),
    [
        ("inception_v3", "Mixed_7b"),
        ("inception_v3", "Mixed_6a"),
        ("resnet50", "layer2.0"),
        ("shufflenet_v2_x1_0", "stage2.0"),
        ("densenet121", "features.denseblock1"),
        ("vit_b_16", "encoder.layers.encoder_layer_0"),
        ("efficientnet_b0", "features.2.0"),
    ],
)
def test_nothing_lies_on_anything_in_a_scope_by_itself(name, only):
    scene = scene_of(name, only=only)
    assert covered_texts(scene) == []
    assert hidden_lines(scene) == []


@cache
def random_networks() -> list[Graph]:
    """Forty networks that no person has written, of as many specs as that takes."""
    found: list[Graph] = []
    for seed in range(200):
        random = Random(seed)  # noqa: S311  a test repeats
        with suppress(Failure):
            found.append(loads(spec_writer.as_text(random, spec_writer.spec(random))).graph)
        if len(found) == 40:
            return found
    raise AssertionError("most of what is written at random is no network")


@pytest.mark.parametrize("number", range(40))
def test_random_networks_are_drawn_without_anything_on_anything(number):
    graph = random_networks()[number]
    for depth in (None, 0):
        scene = volumes(graph, depth=depth)
        assert covered_texts(scene) == []
        assert hidden_lines(scene) == []
        assert bounds(scene.items).right <= scene.width - 13.9


def test_open_sizes_are_drawn_by_their_ratios_and_written_as_they_are():
    text = "input: [3, H, W]\nlayers: [conv: {width: 8, padding: same}, maxpool: 2]\n"
    scene = volumes(compile_text(text))
    found = {path: size(pieces[0]) for path, pieces in fronts(scene).items()}
    assert found["1"][1] == pytest.approx(10 + 130 * 0.5**0.5)
    assert "H×W" in texts(scene)
    assert "⌊H/2⌋×⌊W/2⌋" in texts(scene)


@pytest.mark.parametrize("name", [*NETWORKS, "hostile"])
def test_every_writer_takes_it_and_says_every_word(name):
    scene = volumes(hostile() if name == "hostile" else compiled(name))
    drawn = svg(scene, "auto")
    assert drawn.count("<text ") == len(texts(scene))
    assert "<script" not in drawn
    assert tikz(scene).count("\\node") == len(texts(scene))
    assert raster(scene, "pdf", LIGHT).startswith(b"%PDF")


def test_equal_networks_give_equal_bytes():
    assert svg(scene_of("unet_small")) == svg(scene_of("unet_small"))


def test_a_narrow_page_makes_blocks_smaller_and_leaves_texts_as_they_are():
    wide, narrow = scene_of("alexnet"), scene_of("alexnet", width=468)
    assert narrow.width <= 468 < wide.width
    sizes = [{item.size for item in s.items if isinstance(item, Text)} for s in (wide, narrow)]
    assert sizes[0] == sizes[1]


def test_lines_of_blocks_are_read_like_text():
    scene = scene_of("vgg16", width=468)
    places = [pieces[0].points[0] for pieces in fronts(scene).values()]
    turns = [i for i, (one, other) in enumerate(pairwise(places)) if other[0] < one[0]]
    assert len(turns) == 1
    first, second = places[: turns[0] + 1], places[turns[0] + 1 :]
    assert max(y for _, y in first) < min(y for _, y in second)
    (back,) = [i for i in scene.items if isinstance(i, Path) and i.points[-1][0] < i.points[0][0]]
    assert abs(back.points[-1][0] + 1 - second[0][0]) < 0.01


def test_title_and_legend_can_be_left_out():
    bare = scene_of("net", with_title=False, with_legend=False)
    assert "net" not in texts(bare)
    assert "convolution" not in texts(bare)
    assert bare.title == "net"


@pytest.mark.parametrize(("count", "reach"), [(1100, 0), (80, 30)])
def test_more_than_can_be_read_is_refused_at_once(count, reach):
    layers = []
    for i in range(count):
        layers.append(f"  - conv: {{name: c{i}, width: {8 + (0 if reach else i * i * 7919 % 97)}}}")
        if reach and i:
            names = ", ".join(f"c{k}" for k in range(max(0, i - reach), i))
            layers.append(f"  - add: {{with: [{names}]}}")
    text = "input: [8, 1, 1]\ndefaults: {conv: {kernel: 1}}\nlayers:\n" + "\n".join(layers)
    with pytest.raises(Failure) as caught:
        volumes(compile_text(text))
    (found,) = caught.value.diagnostics
    assert found.code == "A503"
    assert "more than the 1,000 that are drawn" in found.message


def test_the_description_says_what_is_seen():
    assert "conv 3×3 16×32×32" in scene_of("net").description


def test_hardly_more_than_one_of_many_sizes_is_drawn(monkeypatch):
    """Of 44 sizes and lines, as drawing takes most of the time."""
    layers = "\n".join(f"  - conv: {{width: {8 + i % 7}, padding: 1}}" for i in range(600))
    graph = compile_text(f"input: [3, 32, 32]\nlayers:\n{layers}")
    drawn = []
    original = Attempt.drawn
    monkeypatch.setattr(Attempt, "drawn", lambda self: drawn.append(self) or original(self))
    for width, height in ((None, None), (468, 648), (234, 648)):
        drawn.clear()
        volumes(graph, width=width, height=height)
        assert 1 <= len(drawn) <= 3
