"""A scene as TeX is balanced, does nothing but draw, and compiles where a TeX is at hand."""

import re
import shutil
import subprocess

import pytest
from drawn_scenes import EVERY_ITEM, hostile

from archspec.backends.diagram.scene.palette import DARK, LIGHT
from archspec.backends.diagram.scene.scene import Scene, Text
from archspec.backends.diagram.scene.tex_text import tex
from archspec.backends.diagram.scene.tikz import tikz
from archspec.diagnostics import Failure

COMMANDS = {
    *("archspecfont", "archspecbold", "archspecglyph", "providecommand", "sffamily", "bfseries"),
    *("ifdefined", "Umathcode", "char", "relax", "else", "fi", "begin", "end", "definecolor"),
    *("useasboundingbox", "path", "node", "fontsize", "selectfont", "usepackage", "ensuremath"),
    *("textbackslash", "textasciicircum", "textasciitilde", "textless", "textgreater", "textbar"),
    *("times", "cdot", "rightarrow", "ldots", "lfloor", "rfloor", "lceil", "rceil", "sigma"),
    *("archspecfallback", "archspecmissing", "PackageWarningNoLine", "iffontchar", "font"),
    *("string", "newfontfamily", "Sigma"),
}
"""All that a picture may say to TeX."""

ENGINES = [engine for engine in ("pdflatex", "lualatex") if shutil.which(engine)]
DOCUMENT = r"""\documentclass{article}\usepackage{tikz}\pagestyle{empty}
\begin{document}
%s\end{document}
"""


def balance(text: str) -> int:
    """How many braces are open at the end; fails where one is closed that was not open."""
    depth = 0
    for brace in re.findall(r"(?<!\\)(?:\\\\)*([{}])", text):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    return depth


@pytest.mark.parametrize("scene", [EVERY_ITEM, hostile()], ids=["every_item", "hostile"])
def test_it_is_balanced_and_says_nothing_but_what_draws(scene):
    text = tikz(scene, paper=True)
    assert balance(text) == 0
    drawing = text.partition("\n")[2]
    assert set(re.findall(r"\\([A-Za-z]+)", drawing)) <= COMMANDS
    assert drawing.count("\\end") == 1
    assert not re.search(r"(?<!\\)[$&#^~]", re.sub(r"ensuremath\{\^|\[1\]|#1", "", drawing))


def test_a_hostile_title_stays_in_its_comment():
    first, second = tikz(Scene(9, 9, "a\n\\input{x}\r\\b\x0c", "", ())).split("\n")[:2]
    assert first.startswith(r"% a\textbackslash{}n\textbackslash{}input\{x\}")
    assert second.startswith("\\providecommand")


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_its_colours_are_those_of_the_theme(theme):
    text = tikz(EVERY_ITEM, theme, paper=True)
    defined = {f"#{colour.lower()}" for colour in re.findall(r"\{HTML\}\{(\w{6})\}", text)}
    assert {theme.paper, theme.ink, theme.quiet, theme.wire} <= defined
    named = set(re.findall(r"(?:draw|fill|text)=(\w+)", text))
    assert named <= set(re.findall(r"definecolor\{(\w+)\}", text))


def test_a_number_is_one_that_tex_can_read():
    text = tikz(Scene(9, 9, "", "", (Text(1e-7, 1e6, "a", 8),)))
    assert "at (0,1000000)" in text


def test_what_tex_cannot_measure_is_refused():
    with pytest.raises(Failure) as caught:
        tikz(Scene(9, 16_001, "", "", ()))
    (found,) = caught.value.diagnostics
    assert found.code == "A503"
    assert found.message == "the diagram has a side of 16,001 points, and TeX measures 16,000"


def test_texts_join_into_nothing_else():
    assert tex("a--b---c") == "a-{}-{}b-{}-{}-{}c"
    assert tex("?`") == r"?\char96{}"


def test_equal_scenes_give_equal_text():
    assert tikz(hostile()) == tikz(hostile())


@pytest.mark.slow
@pytest.mark.skipif(not ENGINES, reason="no TeX is installed here")
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("scene", [EVERY_ITEM, hostile()], ids=["every_item", "hostile"])
def test_tex_compiles_it(scene, engine, tmp_path):
    letters = Text(10, 90, "".join(map(chr, [*range(32, 127), *range(160, 592)])), 2)
    whole = Scene(scene.width, scene.height, "", "", (*scene.items, letters))
    source = tmp_path / "picture.tex"
    source.write_text(DOCUMENT % tikz(whole, paper=True), encoding="utf-8")
    command = [engine, "-interaction=nonstopmode", "-halt-on-error", source.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    assert (tmp_path / "picture.pdf").stat().st_size > 1000


@pytest.mark.skipif(not ENGINES, reason="no TeX is installed here")
@pytest.mark.parametrize("engine", ENGINES[:1])
def test_a_letter_that_no_font_has_is_spelt_out_with_a_warning(engine, tmp_path):
    scene = Scene(90, 40, "", "", (Text(10, 20, "卷 שלום x", 8, anchor="start"),))
    text = tikz(scene)
    assert "archspecfallback{a font that has them}" in text.splitlines()[2]
    source = tmp_path / "picture.tex"
    source.write_text(DOCUMENT % text, encoding="utf-8")
    command = [engine, "-interaction=nonstopmode", "-halt-on-error", source.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0
    log = (tmp_path / "picture.log").read_text(encoding="utf-8", errors="replace")
    assert "Package archspec Warning: No letter U+5377 in the font" in log


def test_letters_from_right_to_left_are_set_in_the_order_in_which_they_are_seen():
    assert tex("a שלום 2") == "a {} 2".format(
        "".join(f"\\archspecglyph{{{ord(letter):04X}}}" for letter in reversed("שלום"))
    )


def test_a_picture_of_latin_letters_says_nothing_of_others():
    assert "Has letters" not in tikz(Scene(9, 9, "é", "", (Text(1, 1, "é → 3×3", 8),)))
