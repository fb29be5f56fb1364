"""A scene as PNG and PDF has the colours, the texts and the size that it should have."""

import io
import re
import sys
import warnings
import zlib

import matplotlib as mpl
import pytest
from drawn_scenes import EVERY_ITEM, hostile
from PIL import Image

from archspec.backends.diagram.scene.palette import DARK, LIGHT
from archspec.backends.diagram.scene.raster import DPI, raster
from archspec.backends.diagram.scene.scene import Circle, Polygon, Rect, Scene, Text
from archspec.backends.diagram.scene.system_fonts import families
from archspec.diagnostics import Failure

SCALE = DPI / 72


def image(scene, **options):
    return Image.open(io.BytesIO(raster(scene, "png", **options)))


def colour(picture, x, y):
    """What is seen at a place of the scene, as `#rrggbb`."""
    return "#" + "".join(f"{part:02x}" for part in picture.getpixel((x * SCALE, y * SCALE))[:3])


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_shape_is_where_the_scene_has_it(theme):
    shapes = (
        Rect(10, 10, 20, 20, "convolution"),
        Circle(60, 20, 10, "linear"),
        Polygon(((80, 10), (100, 10), (100, 30), (80, 30)), "pooling", "side"),
    )
    picture = image(Scene(120, 40, "", "", shapes), theme=theme)
    assert picture.size == (int(120 * SCALE), int(40 * SCALE))
    assert colour(picture, 2, 2) == theme.paper
    assert colour(picture, 20, 20) == theme.colours("convolution").fill
    assert colour(picture, 60, 20) == theme.colours("linear").fill
    assert colour(picture, 90, 20) == theme.colours("pooling", "side").fill


def test_a_later_shape_lies_on_an_earlier_one():
    over = (Text(20, 25, "█████", 20), Rect(10, 10, 20, 20, "pooling"))
    assert colour(image(Scene(40, 40, "", "", over)), 20, 20) == LIGHT.colours("pooling").fill


def test_without_paper_nothing_is_behind():
    picture = image(Scene(20, 20, "", "", ()), paper=False)
    assert picture.mode == "RGBA"
    assert picture.getpixel((5, 5))[3] == 0


def test_a_pdf_has_the_size_and_embeds_its_fonts():
    content = raster(EVERY_ITEM, "pdf")
    box = re.search(rb"/MediaBox \[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", content)
    assert (float(box[1]), float(box[2])) == (300, 200)
    assert b"/FontFile2" in content
    assert b"DejaVuSans" in content
    assert b"CreationDate" not in content


def test_dollar_signs_are_no_formulas():
    money = Text(10, 20, "$x_1$ costs 5$", 8, anchor="start")
    streams = re.findall(
        rb"stream\r?\n(.*?)endstream", raster(Scene(90, 40, "", "", (money,)), "pdf"), re.S
    )
    drawn = b"".join(zlib.decompressobj().decompress(stream) for stream in streams[:1])
    assert drawn.count(b"Tj") + drawn.count(b"TJ") == 1


def test_a_hostile_text_is_drawn_without_a_word():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert raster(hostile(), "png")
        assert raster(hostile(), "pdf")


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_equal_scenes_give_equal_bytes(form):
    assert raster(EVERY_ITEM, form) == raster(EVERY_ITEM, form)


def test_what_a_user_has_set_for_plots_changes_nothing():
    plain = raster(EVERY_ITEM, "png")
    with mpl.rc_context({"text.color": "red", "lines.linewidth": 9, "figure.dpi": 20}):
        assert raster(EVERY_ITEM, "png") == plain
        assert mpl.rcParams["figure.dpi"] == 20


@pytest.mark.parametrize(("width", "height"), [(30_000, 10), (10_000, 10_000)])
def test_a_picture_too_large_for_the_machine_is_refused(width, height):
    with pytest.raises(Failure) as caught:
        raster(Scene(width, height, "", "", ()), "png")
    (found,) = caught.value.diagnostics
    assert found.code == "A503"
    assert "pixels" in found.message
    assert found.helps[1].text == "or write `.svg` or `.pdf`"


def test_without_matplotlib_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(Failure) as caught:
        raster(EVERY_ITEM, "pdf")
    (found,) = caught.value.diagnostics
    assert found.code == "A506"
    assert "archspec-nn[draw]" in found.helps[0].text


def test_letters_that_dejavu_has_need_no_other_font():
    assert families("conv 3×3 → Σσ é д ⌊H/2⌋") == []
