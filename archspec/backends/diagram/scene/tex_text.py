r"""Text from anywhere as TeX that shows it and does nothing.

What pdfTeX knows stands as it is or as a command. Any other character goes through `\archspecglyph`
with its code point, which LuaTeX and XeTeX show and pdfTeX spells out.
"""

from unicodedata import normalize

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
\providecommand{\archspecglyph}[1]{\ifdefined\Umathcode\char"#1\relax\else U+#1\fi}"""
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
    return "".join(map(_character, printable(text)))


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
