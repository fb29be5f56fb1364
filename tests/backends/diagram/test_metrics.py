"""Texts are as wide as the fonts that ship make them."""

import os
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import ImageFont

from archspec.backends.diagram.scene import font_widths, metrics
from archspec.backends.diagram.scene.metrics import text_width

SCENE = Path(font_widths.__file__).parent
FONTS = {"REGULAR": "DejaVuSans.ttf", "BOLD": "DejaVuSans-Bold.ttf"}
RANGES = ((32, 126), (160, 591), (880, 1279), (8208, 8231), (8592, 8597), (8704, 8879))
"""Latin, Greek and Cyrillic letters, dashes, arrows and signs of mathematics."""

UNITS = 2048
"""Of both fonts, per em."""


def advances(font: str) -> dict[int, int]:
    """What the font says of each character that it has."""
    face = TTFont(SCENE / "fonts" / font)
    assert face["head"].unitsPerEm == UNITS
    names, advance = face.getBestCmap(), face["hmtx"]
    codes = [code for first, last in RANGES for code in range(first, last + 1)]
    return {code: advance[names[code]][0] for code in codes if code in names}


def table(name: str, widths: dict[int, int]) -> str:
    """One of the tables as Python, ten consecutive characters to a row."""
    lines = [f"{name} = {{", "    first + i: int(width)", "    for first, row in ("]
    start: list[int] = []
    for code in [*widths, -1]:
        if start and (code != start[-1] + 1 or len(start) == 14):
            row = " ".join(str(widths[one]) for one in start)
            lines.append(f'        ({start[0]}, "{row}"),')
            start = []
        start.append(code)
    return "\n".join([*lines, "    )", "    for i, width in enumerate(row.split())", "}"])


@pytest.fixture(scope="module")
def measured() -> dict[str, dict[int, int]]:
    return {name: advances(font) for name, font in FONTS.items()}


def test_the_tables_are_those_of_the_fonts(measured: dict[str, dict[int, int]]) -> None:
    if os.environ.get("ARCHSPEC_WRITE_GOLDEN"):
        path = SCENE / "font_widths.py"
        head = path.read_text(encoding="utf-8").partition("REGULAR = ")[0]
        tables = "\n\n".join(table(name, widths) for name, widths in measured.items())
        path.write_text(f"{head}{tables}\n", encoding="utf-8")
    assert measured == {"REGULAR": font_widths.REGULAR, "BOLD": font_widths.BOLD}
    assert font_widths.UNITS == UNITS


@pytest.mark.parametrize("text", ["conv 3×3, 16", "net_res_deep", "25,557,032 params", "σ → Σ · …"])
@pytest.mark.parametrize("bold", [False, True])
def test_a_text_is_as_wide_as_it_is_drawn(text: str, bold: bool) -> None:
    font = SCENE / "fonts" / FONTS["BOLD" if bold else "REGULAR"]
    face = ImageFont.truetype(font, 1000, layout_engine=ImageFont.Layout.BASIC)
    assert text_width(text, 1000, bold=bold) == pytest.approx(face.getlength(text), rel=0.02)


def test_a_character_that_no_table_has_takes_room_too() -> None:
    assert text_width("漢字", 10) == 20
    assert text_width("ⴰ", 10) == pytest.approx(10 * metrics.UNKNOWN)
    assert text_width("e\N{COMBINING ACUTE ACCENT}", 10) == text_width("e", 10)
