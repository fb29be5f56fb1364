"""The one form of a file: the same tree and the same comments, laid out in one way.

- The parts of a file stand in one order, with a blank line above each of the large ones.
- Two blanks of indentation a level; the items of a list stand below their key.
- A mapping, or a list of single values, stands on one line where it fits and is shallow.
- Layers, blocks and lists of lists stand one item a line; figures in rows are aligned.
- A comment stays with what it is about; those at the ends of neighbouring lines are aligned.
- Quotes stand where they are needed. Blank lines between layers stay, one at most.
"""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Final, NamedTuple

from archspec.diagnostics import Diagnostic, Failure, Source
from archspec.diagnostics.text import columns
from archspec.syntax.arrange import LAYERED, SPREAD, arrange
from archspec.syntax.attach import Group, Item, Leaf, attach
from archspec.syntax.comments import comments_of
from archspec.syntax.flow import WIDTH, filled, inline, key_text, matrix
from archspec.syntax.reader import read
from archspec.syntax.tree import Tree, plain
from archspec.syntax.writing import Unwritable, wrap, write, write_block

STEP: Final = 2


class Line(NamedTuple):
    """A line, and the comment at its end."""

    text: str
    comment: str = ""


Lines = list[Line]


def formatted(source: Source) -> str:
    r"""The text in its one form; its line ends and byte order mark stay as they are.

    Raises:
        Failure: where the text is not YAML as `read` takes it, and A108 where it cannot be laid
            out anew with everything that is in it.

    >>> print(formatted(Source("a.yaml", "layers: [relu]\narchspec: 1 #one")), end="")
    archspec: 1  # one
    <BLANKLINE>
    layers:
      - relu
    """
    tree = read(source)
    try:
        text = "\n".join(_with_comments(_document(attach(source)))) + "\n"
        _prove(source, tree, text)
    except Unwritable as reason:
        message = "the file cannot be laid out anew, and stays as it is"
        raise Failure([Diagnostic("A108", message, tree.span, notes=(str(reason),))]) from None
    mark = "\ufeff" if source.text.startswith("\ufeff") else ""
    return mark + (text.replace("\n", "\r\n") if "\r\n" in source.text else text)


def _document(root: Item) -> Lines:
    value = root.value
    above = [*root.above, *root.beside]
    if isinstance(value, Group) and value.items:
        above += arrange(value)
        line = None if value.mapping else _one_line("", root, layered=False)
        anchor = [f"&{value.anchor}"] if value.anchor else []
        body = [Line(line)] if line else [*map(Line, anchor), *_group(value, 0, top=True)]
    else:
        body = _value("", root, 0, layered=False)[0]
    lines = [*map(Line, above), *body, *map(Line, root.below)]
    return lines[1:] if above[:1] == [""] else lines


def _group(group: Group, indent: int, *, layered: bool = False, top: bool = False) -> Lines:
    """The items one below the other, then the comments behind the last one."""
    lines: Lines = []
    rows = matrix(group, indent + STEP)
    for i, item in enumerate(group.items):
        name = item.key.event.value if top and item.key else ""
        if rows:
            lines += _with_remarks(item, [Line(f"{' ' * indent}- {rows[i]}")], 0, indent)
        else:
            spread = name in SPREAD
            lines += _item(item, indent, layered=layered or name in LAYERED, spread=spread)
    start = 1 if lines and not lines[0].text else 0
    return lines[start:] + _remarks(group.foot, indent)


def _item(item: Item, indent: int, *, layered: bool, spread: bool) -> Lines:
    head = f"{' ' * indent}{key_text(item.key, flow=False)}:" if item.key else f"{' ' * indent}-"
    _hoist(item)
    if _begins_at_dash(item) and not _one_line(head, item, layered=layered):
        assert isinstance(item.value, Group)  # noqa: S101  nothing else begins at a dash
        item.above, item.beside = [*item.above, *item.beside], []
        first, *rest = _group(item.value, indent + STEP, layered=layered)
        body = [Line(f"{head} {first.text.lstrip()}", first.comment), *rest]
        return _with_remarks(item, body, 0, indent)
    return _with_remarks(item, *_value(head, item, indent, layered=layered, spread=spread), indent)


def _value(
    head: str, item: Item, indent: int, *, layered: bool, spread: bool = False
) -> tuple[Lines, int]:
    """The lines from a key or a dash on, and which of them takes the comment."""
    value, inner = item.value, indent + STEP
    if not isinstance(value, Group):
        assert value is not None  # noqa: S101  an item has a value once it is attached
        return _leaf(head, value, inner)
    line = None if spread and value.items else _one_line(head, item, layered=layered)
    if line:
        return [Line(line)], 0
    anchor = f" &{value.anchor}" if value.anchor else ""
    texts = None if spread else filled(value, inner)
    if texts is None:
        return [Line(head + anchor), *_group(value, inner, layered=layered)], 0
    if item.key or anchor:
        return [Line(head + anchor), *map(Line, texts)], 0
    texts[0] = f"{head} {texts[0].lstrip()}"
    return [*map(Line, texts)], len(texts) - 1


def _leaf(head: str, leaf: Leaf, inner: int) -> tuple[Lines, int]:
    text = write(leaf.event, flow=False)
    if text is None:
        first, *rest = write_block(leaf.raw, leaf.event.value, inner)
        return [Line(_joined(head, first)), *map(Line, rest)], 0
    if columns(whole := _joined(head, text)) <= WIDTH:
        return [Line(whole)], 0
    first, *rest = wrap(text, len(head) + 1, inner, WIDTH)
    return [Line(_joined(head, first)), *map(Line, rest)], len(rest)


def _one_line(head: str, item: Item, *, layered: bool) -> str | None:
    """The item in one line, where it may stand so and fits; one pair needs no braces."""
    pair = isinstance(item.value, Group) and item.value.mapping and len(item.value.items) == 1
    if pair and _begins_at_dash(item):
        return None
    text = inline(item.value, layered=layered)
    return None if text is None or columns(_joined(head, text)) > WIDTH else _joined(head, text)


def _begins_at_dash(item: Item) -> bool:
    """Whether it is a list or a mapping that may begin on the line of its dash."""
    value = item.value
    return not item.key and isinstance(value, Group) and bool(value.items) and not value.anchor


def _hoist(item: Item) -> None:
    """Puts the comments above what begins on the line of a dash above the dash."""
    if not _begins_at_dash(item) or not isinstance(item.value, Group):
        return
    first = item.value.items[0]
    _hoist(first)
    kept = [] if _begins_at_dash(first) else first.beside[-1:]
    above = [*first.above, *first.beside[: len(first.beside) - len(kept)]]
    first.above, first.beside = [], kept
    if any(above):
        item.above += [*item.beside, *above[above[:1] == [""] :]]
        item.beside = []


def _with_remarks(item: Item, body: Lines, at: int, indent: int) -> Lines:
    """The comments above an item, beside its line number `at`, and below it."""
    *more, last = item.beside or [""]
    if last:
        body[at] = Line(body[at].text, last)
    above = _remarks([*item.above, *more], indent)
    return [*above, *body, *_remarks(item.below, indent + STEP)]


def _remarks(texts: list[str], indent: int) -> Lines:
    return [Line(" " * indent + text if text else "") for text in texts]


def _joined(head: str, text: str) -> str:
    return f"{head} {text}" if head and text else head or text


def _with_comments(lines: Lines) -> Iterator[str]:
    """The lines as text, the comments of neighbours in one column where they fit."""
    for indent, run in groupby(lines, key=_neighbours):
        group = list(run)
        if indent < 0:
            yield from (line.text for line in group)
            continue
        width = max(columns(line.text) for line in group)
        fits = all(width + 2 + columns(line.comment) <= WIDTH for line in group)
        for line in group:
            pad = width - columns(line.text) if fits else 0
            yield f"{line.text}{' ' * pad}  {line.comment}"


def _neighbours(line: Line) -> int:
    """Lines with comments are neighbours where they begin in the same column."""
    return len(line.text) - len(line.text.lstrip()) if line.comment else -1


def _prove(source: Source, tree: Tree, text: str) -> None:
    """Nothing is given out that says anything else than the source."""
    after = Source(source.name, text)
    try:
        same = _said(read(after)) == _said(tree)
    except Failure:
        same = False
    if not same:
        raise Unwritable("its values would not all stay the same")
    if sorted(comments_of(after.text)) != sorted(comments_of(source.text)):
        raise Unwritable("its comments would not all stay")


def _said(tree: Tree) -> str:
    """All that a tree says, in any order of its keys; equal for not-a-number, too."""
    return json.dumps(plain(tree), sort_keys=True)
