"""Letters of every script: which font draws them, what is said where none does, and their order."""

import io
from dataclasses import replace

import matplotlib.image
import pytest
from drawn_networks import compile_text
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from archspec.backends.diagram.chart.compose import compose
from archspec.backends.diagram.chart.fit import lay_out
from archspec.backends.diagram.options import Options
from archspec.backends.diagram.scene import system_fonts
from archspec.backends.diagram.scene.letters import letters_advice
from archspec.backends.diagram.scene.metrics import text_width
from archspec.backends.diagram.scene.raster import raster
from archspec.backends.diagram.scene.scene import Scene, Text
from archspec.backends.diagram.scene.svg import svg
from archspec.backends.diagram.scene.system_fonts import families, missing


def test_letters_that_no_font_has_are_told_with_what_to_install():
    graph = replace(compile_text("input: [3, 8, 8]\nlayers: [conv: 4]"), name="卷积")
    if not missing(["卷"]):
        pytest.skip("a font of this machine has Chinese letters")
    for form in ("png", "pdf"):
        (found,) = letters_advice(scene_of(graph), f".{form}")
        assert found.code == "A509"
        assert found.message == "no font of this machine has 2 letters of the diagram: `卷积`"
        assert "fonts-noto-cjk" in found.helps[0].text
    assert letters_advice(scene_of(graph), ".svg") == ()


def scene_of(graph):
    layout = lay_out(graph, Options())
    return compose(layout.picture, layout.block, layout.look)


def test_a_font_that_was_installed_after_matplotlib_listed_them_is_found(tmp_path, monkeypatch):
    file = tmp_path / "new.ttf"
    file.write_bytes(font_with("卷"))
    monkeypatch.setattr(system_fonts.fontManager, "ttflist", [])
    monkeypatch.setattr(system_fonts, "findSystemFonts", lambda: [str(file)])
    remembered = (system_fonts._family, system_fonts._installed_since)
    for one in remembered:
        one.cache_clear()
    found = missing(["卷 积"]), families("卷")
    for one in remembered:
        one.cache_clear()
    assert found == ("积", ["Newly Installed"])


def font_with(letter):
    """A font that has one letter."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "one"])
    builder.setupCharacterMap({ord(letter): "one"})
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((500, 0))
    pen.lineTo((0, 500))
    pen.closePath()
    glyph = pen.glyph()
    builder.setupGlyf({".notdef": glyph, "one": glyph})
    builder.setupHorizontalMetrics({".notdef": (600, 0), "one": (600, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Newly Installed", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    content = io.BytesIO()
    builder.save(content)
    return content.getvalue()


def test_a_name_from_right_to_left_leaves_the_count_behind_it_where_it_is():
    """Its letters stand left of the count, in PNG as in a browser."""
    name = Text(4, 20, "שלום · 112", 10, anchor="start")
    count = Text(4 + text_width("שלום", 10), 20, " · 112", 10, anchor="start")
    drawn, alone = (pixels(Scene(120, 30, "", "", (one,))) for one in (name, count))
    begin = round((4 + text_width("שלום · ", 10) + 1) * 192 / 72)
    assert (abs(drawn[:, begin:] - alone[:, begin:]) < 0.5).mean() > 0.97
    assert (drawn[:, :begin] < 0.5).any()


def pixels(scene):
    return matplotlib.image.imread(io.BytesIO(raster(scene, "png")))[:, :, 0]


def test_in_svg_a_name_from_right_to_left_is_set_apart_and_others_are_not():
    text = svg(Scene(90, 30, "", "", (Text(4, 20, "שלום · 112 params", 8), Text(4, 9, "é · 2", 8))))
    assert "\u2068שלום\u2069 · 112 params" in text
    assert ">é · 2<" in text


@pytest.mark.parametrize(
    ("named", "help_"),
    [
        ("卷积", "{Noto Sans CJK JP}`"),
        ("شبكة", "{Noto Sans Arabic}`"),
        ("卷 شبكة", "write `.pdf`, which takes a font for each of them"),
    ],
)
def test_tex_is_told_of_a_font_that_has_every_letter(named, help_):
    scene = Scene(120, 30, "", "", (Text(0, 10, named, 10),))
    (advice,) = letters_advice(scene, ".tex")
    assert advice.helps[0].text.endswith(help_)
