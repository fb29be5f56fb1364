r"""Text from anywhere as TeX that shows it and does nothing.

What pdfTeX knows stands as it is or as a command. Any other character goes through `\archspecglyph`
with its code point. LuaTeX and XeTeX show it where the font has it, or where `\archspecfallback`
chooses one that has it; else it is spelt out, as by pdfTeX, with a warning.
"""

from collections.abc import Iterable
from unicodedata import normalize

from archspec.backends.diagram.scene.direction import as_seen
from archspec.diagnostics.readable import printable

COMMANDS = {
    **{c: f"\\{c}" for c in "{}$&#_%"},
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\char34{}",
    "'": r"\char39{}",
    "`": r"\char96{}",
    "-": "-{}",
    "–": "--{}",
    "—": "---{}",
    "…": r"\ldots{}",
    "×": r"\ensuremath{\times}",
    "·": r"\ensuremath{\cdot}",
    "→": r"\ensuremath{\rightarrow}",
    "−": r"\ensuremath{-}",
    "⌊": r"\ensuremath{\lfloor}",
    "⌋": r"\ensuremath{\rfloor}",
    "⌈": r"\ensuremath{\lceil}",
    "⌉": r"\ensuremath{\rceil}",
    "²": r"\ensuremath{^2}",
    "³": r"\ensuremath{^3}",
    "Σ": r"\ensuremath{\Sigma}",
    "σ": r"\ensuremath{\sigma}",
}
"""Also what TeX would join with its neighbour, as it makes one dash of two hyphens."""

PREAMBLE = r"""\providecommand{\archspecfont}{\sffamily}
\providecommand{\archspecbold}{\bfseries}
\providecommand{\archspecfallback}{}
\providecommand{\archspecmissing}[1]{U+#1\PackageWarningNoLine{archspec}{No letter U+#1 in the font:
  use lualatex or xelatex, and \string\newfontfamily\string\archspecfallback{a font that has it}}}
\providecommand{\archspecglyph}[1]{\ifdefined\Umathcode\iffontchar\font"#1 \char"#1\relax
  \else{\archspecfallback\iffontchar\font"#1 \char"#1\relax\else\archspecmissing{#1}\fi}\fi
  \else\archspecmissing{#1}\fi}"""
"""What the texts need, each of which a document may define otherwise before."""


ACCENTS = frozenset(
    map(chr, (*range(0x300, 0x305), *range(0x306, 0x309), *range(0x30A, 0x30D), 0x327))
)
"""Those that every font of TeX has, over Latin letters."""

LATIN_END = 0x180
"""Of the letters with accents that pdfTeX reads without being told."""


def tex(text: str) -> str:
    r"""The text, escaped.

    >>> tex("100 %, 3×3"), tex("\\input{x}"), tex("卷")
    ('100 \\%, 3\\ensuremath{\\times}3', '\\textbackslash{}input\\{x\\}', '\\archspecglyph{5377}')
    """
    return "".join(map(_character, as_seen(printable(text))))


def foreign(texts: Iterable[str]) -> str:
    """The letters of texts that not every font of TeX has, each once, in their order.

    >>> foreign(["é, 3×3", "卷 卷"])
    '卷'
    """
    letters = dict.fromkeys(letter for text in texts for letter in printable(text))
    return "".join(one for one in letters if _character(one).startswith(r"\archspecglyph"))


def _character(character: str) -> str:
    known = COMMANDS.get(character)
    if known is not None:
        return known
    if character.isascii() or _is_accented(character):
        return character
    return rf"\archspecglyph{{{ord(character):04X}}}"


def _is_accented(character: str) -> bool:
    """Whether it is a Latin letter with an accent.

    >>> _is_accented("é"), _is_accented("ą"), _is_accented("д")
    (True, False, False)
    """
    parts = normalize("NFD", character)
    return ord(character) < LATIN_END and parts[0].isascii() and ACCENTS.issuperset(parts[1:])
