"""What of a diagram's options cannot be heeded, and what the form decides of the others."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from archspec.backends.diagram.options import CHOICES, MOST_COLUMNS, USUAL, Options
from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.diagnostics.readable import as_name
from archspec.diagnostics.suggest import did_you_mean

TEXTS: Final = (".dot", ".mmd")
"""Forms that others lay out."""

LAYOUT: Final = ("direction", "columns", "page")
LOOKS: Final = ("style", "theme", "params", "shapes", "title", "legend", "transparent", "scale")
"""What only a form that we draw ourselves can heed."""

ROWS: Mapping[str, str] = {
    "direction": "feature maps stand in a row or as a U",
    "columns": "feature maps stand in a row or as a U",
    "unfold": "feature maps are drawn as deep in one place as in another",
    "params": "feature maps show no parameters of layers",
    "shapes": "feature maps are shapes",
}
"""What blocks have none of, and why."""

LEFT_OUT: Final = ("params", "shapes", "title")
"""What is there unless somebody says `--no-params`, or `params=False` in Python."""


def checked(options: Options, form: str) -> Options:
    """The options with what hangs on the form decided, where it was left open.

    Args:
        options: what is wanted.
        form: the ending of the file.

    Raises:
        Failure: A508 for words that are none, and for what does not go together.

    >>> checked(Options(), ".html").theme, checked(Options(), ".svg").legend
    ('auto', False)
    """
    found = [*_unknown_words(options), *_conflicts(options, form)]
    if found:
        raise Failure(found[:1])
    _ = options.room
    whole = form == ".html"
    legend = whole or options.style == "volumes" if options.legend is None else options.legend
    return replace(options, legend=legend, theme=options.theme or ("auto" if whole else "light"))


def _unknown_words(options: Options) -> Iterator[Diagnostic]:
    for name, known in CHOICES.items():
        word = getattr(options, name)
        if word not in known and word is not None:
            notes = (f"{name}: {', '.join(f'`{one}`' for one in known)}",)
            message = f"`{as_name(str(word))}` is no {name} of a diagram"
            yield Diagnostic("A508", message, notes=notes, helps=did_you_mean(str(word), known))
    columns = options.columns
    if columns is not None and not 1 <= columns <= MOST_COLUMNS:
        yield Diagnostic("A508", f"a diagram has from 1 to {MOST_COLUMNS} columns, not {columns}")


def _conflicts(options: Options, form: str) -> Iterator[Diagnostic]:
    """What is asked for and cannot be had together."""
    asked = [name for name in (*LAYOUT, *LOOKS) if getattr(options, name) != getattr(USUAL, name)]
    if form in TEXTS and asked:
        yield _refused(f"`{form}` is laid out and coloured by who reads it", asked[0], "`.svg`")
    if form in TEXTS and options.engine == "graphviz":
        yield _refused(f"`{form}` is a text, which no engine draws", "engine", "`.svg`")
    if options.engine == "graphviz" and form not in TEXTS:
        if asked:
            yield _refused("Graphviz lays out and colours by itself", asked[0], "the own engine")
        if form in (".tex", ".html"):
            yield _refused(f"Graphviz writes no `{form}`", "engine", "`.svg`, `.png` or `.pdf`")
    if options.direction == "u" and options.columns is not None:
        yield _refused("a U has two columns, one down and one up", "columns", "another direction")
    if options.theme == "auto" and form not in (".svg", ".html"):
        yield _refused("only `.svg` and `.html` follow a screen", "theme", "`light` or `dark`")
    if options.style == "paper" and options.shade != "light":
        yield _refused("paper is light", "theme", "the style `screen`")
    if form == ".html":
        yield from _of_html(options)
    yield from _of_volumes(options)


def _of_html(options: Options) -> Iterator[Diagnostic]:
    """What a page to walk through has no use for."""
    if options.room is not None:
        name = "page" if options.page else "style"
        yield _refused("`.html` fits the window of its reader", name, "`.svg` or `.pdf`")
    if options.transparent:
        yield _refused("`.html` is a whole page", "transparent", "`.svg` or `.png`")


def _of_volumes(options: Options) -> Iterator[Diagnostic]:
    """What goes with blocks alone, and what does not go with them."""
    unheeded = [name for name in ROWS if getattr(options, name) != getattr(USUAL, name)]
    if options.style == "volumes" and unheeded:
        yield _refused(ROWS[unheeded[0]], unheeded[0], "the style `screen` or `paper`")
    if options.style != "volumes" and options.scale != USUAL.scale:
        yield _refused("only feature maps have a scale", "scale", "the style `volumes`")


def _refused(why: str, name: str, way: str) -> Diagnostic:
    name = f"no-{name}" if name in LEFT_OUT else name
    return Diagnostic(
        "A508",
        f"{why}, so that `{name}` cannot be heeded",
        helps=(Help(f"leave `{name}` out"), Help(f"or take {way}")),
    )
