"""What is said where a picture has letters that no font at hand can draw."""

import re
from unicodedata import name

from archspec.backends.diagram.scene.scene import Scene
from archspec.backends.diagram.scene.tex_text import foreign
from archspec.diagnostics import Diagnostic, Help

PACKAGES = (
    (re.compile("CJK|HIRAGANA|KATAKANA|HANGUL|BOPOMOFO|FULLWIDTH"), "fonts-noto-cjk"),
    (re.compile("FACE|SIGN|SYMBOL|EMOJI|HEART|HAND"), "fonts-symbola"),
)
"""Packages of Debian and Ubuntu by words in the names of letters; for all others, `OTHERS`."""

OTHERS = "fonts-noto-core"

SCRIPTS = (
    *(
        "ARABIC",
        "ARMENIAN",
        "BENGALI",
        "DEVANAGARI",
        "ETHIOPIC",
        "GEORGIAN",
        "GUJARATI",
        "GURMUKHI",
    ),
    *("HEBREW", "KANNADA", "KHMER", "LAO", "MALAYALAM", "MYANMAR", "SINHALA", "TAMIL", "TELUGU"),
    "THAI",
)
"""First words in the names of letters that have a font of their own, as Noto Sans Arabic."""


def letters_advice(scene: Scene, form: str) -> tuple[Diagnostic, ...]:
    """A509 where a form lacks letters of a picture; a reader's own fonts draw `.svg`."""
    if form == ".tex":
        return _in_tex(foreign(scene.texts))
    return _drawn(scene) if form in (".png", ".pdf") else ()


def _drawn(scene: Scene) -> tuple[Diagnostic, ...]:
    from archspec.backends.diagram.scene.system_fonts import missing

    letters = missing(scene.texts)
    if not letters:
        return ()
    packages = " ".join(sorted({_package(letter) for letter in letters}))
    helps = (
        Help(f"install a font that has them: on Debian and Ubuntu `apt install {packages}`"),
        Help("or write `.svg`, which is drawn with the fonts of its reader"),
    )
    return (_advice(letters, "no font of this machine has", "each is drawn as a box", helps),)


def _in_tex(letters: str) -> tuple[Diagnostic, ...]:
    if not letters:
        return ()
    fonts = {_font(letter) for letter in letters}
    named = [f"\\newfontfamily\\archspecfallback{{{font}}}" for font in fonts]
    helps: tuple[Help, ...] = (
        Help(f"use lualatex or xelatex, and name a font that has them: `{named[0]}`"),
        Help("or write `.pdf`, which brings its fonts along"),
    )
    if len(fonts) > 1:  # The document names one font, and none has the letters of several scripts.
        helps = (Help("write `.pdf`, which takes a font for each of them"),)
    note = "where no font has one, TeX warns and writes its number, as U+5377"
    return (_advice(letters, "pdfTeX lacks", note, helps),)


def _advice(letters: str, who: str, note: str, helps: tuple[Help, ...]) -> Diagnostic:
    many = f"{len(letters)} letter{'s' * (len(letters) != 1)} of the diagram"
    return Diagnostic("A509", f"{who} {many}: `{letters}`", notes=(note,), helps=helps)


def _package(letter: str) -> str:
    called = name(letter, "")
    return next((package for words, package in PACKAGES if words.search(called)), OTHERS)


def _font(letter: str) -> str:
    """A font for TeX that has a letter.

    >>> _font("卷"), _font("ش"), _font("я")
    ('Noto Sans CJK JP', 'Noto Sans Arabic', 'DejaVu Sans')
    """
    script = name(letter, "").partition(" ")[0]
    if script in SCRIPTS:
        return f"Noto Sans {script.title()}"
    return "Noto Sans CJK JP" if _package(letter) == "fonts-noto-cjk" else "DejaVu Sans"
