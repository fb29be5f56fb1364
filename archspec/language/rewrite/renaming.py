"""Names that nothing can have, and the same file with others in their place."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Final, TypeAlias

from archspec.diagnostics import Diagnostic, Edit, Help, Span
from archspec.diagnostics.readable import readable
from archspec.graph.names import usable, usable_within
from archspec.language.expressions.evaluation import ASKING
from archspec.patterns import compile_later
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Sequence, Tree
from archspec.syntax.writing import written

HOLD_NAMES: Final = ("params", "variants", "defaults", "blocks", "inputs", "layers", "outputs")
"""What holds names of layers, blocks, inputs and outputs in the file, in keys and values."""
HOLD_KEYS: Final = ("train", "expect")
"""What holds them in keys alone, beside other texts."""
MAY_HAVE_DOTS: Final = ("of a layer", "of a path")
"""How the messages end of what stands in scopes."""
HOLE: Final = compile_later(r"(\$\{[^}]*\})")

Change: TypeAlias = Callable[[str, Collection[str]], str]
"""From a name, and those that are taken, to one that can be had."""

ASKED: Final = compile_later(rf"""\b(?:{"|".join(ASKING)})\(\s*(\\"|''|["']|)(.+?)\1\s*\)""")
"""A name of which an expression asks, as the file has it: in quotes of either kind, or in none."""


def bad_name(what: str, name: str, span: Span | None, why: str) -> Diagnostic:
    """A303: `what` says what cannot have that name, as in "a layer"."""
    return Diagnostic("A303", f"`{name}` cannot be the name of {what}", span, notes=(why,))


def with_renaming(found: Diagnostic, tree: Fields) -> Diagnostic:
    """The finding with the name to write instead, in every place of the file that has this one."""
    if found.code != "A303" or found.span is None or found.span.source is not tree.span.source:
        return found
    scalars = list(_scalars(tree))
    old = next((one for one in scalars if _is_meant(one, found)), None)
    if old is None:
        return found
    change = usable_within if found.message.endswith(MAY_HAVE_DOTS) else usable
    new = _renamed(old.text, {one.text for one in scalars}, change)
    places = {one.span: one for one in scalars}
    edits = tuple(edit for one in places.values() for edit in _edits(one, old.text, new))
    help_ = Help(f"write `{new}`, here and wherever it is named", edits, certain=bool(edits))
    return replace(found, helps=(help_,))


def _is_meant(scalar: Scalar, found: Diagnostic) -> bool:
    """Whether this is where the name was written, or what computes it."""
    computed = scalar.span == found.span and HOLE.search(scalar.text) is not None
    return computed or found.message.startswith(readable(f"`{scalar.text}` cannot be"))


def _renamed(name: str, taken: set[str], change: Change) -> str:
    """The nearest usable name; what stands in `${…}` stays."""
    if name.isdecimal():
        return change(f"input_{name}", taken)
    if not HOLE.search(name):
        return change(name, taken)
    pieces = HOLE.split(name)
    new = "".join(p if i % 2 else p and change(f"a{p}a", ())[1:-1] for i, p in enumerate(pieces))
    # In the key of a path nothing is computed: there a hole is what cannot stay.
    return new if new != name else change(name, taken)


def _edits(scalar: Scalar, old: str, new: str) -> Iterator[Edit]:
    """A scalar with the new name, where it has the old one or asks for what has it."""
    if "(" in scalar.text:
        yield from _asking(scalar.span, old, new)
    text = _in_path(scalar.text, old, new)
    if text != scalar.text and ("$" not in scalar.text or scalar.text == old):
        yield Edit(scalar.span, written(text))


def _asking(span: Span, old: str, new: str) -> Iterator[Edit]:
    """The names of which the expressions in a stretch ask, in every line of it."""
    for number in range(span.line, span.end_line + 1):
        line = span.source.lines[number - 1]
        start = span.column - 1 if number == span.line else 0
        end = span.end_column - 1 if number == span.end_line else len(line)
        for found in ASKED.finditer(line, start, end):
            text = _in_path(found[2], old, new)
            if text != found[2]:
                yield Edit(span.source.span(number, found.start(2) + 1, len(found[2])), text)


def _in_path(path: str, old: str, new: str) -> str:
    """A path with the new name in every place of the old one."""
    return f".{path}.".replace(f".{old}.", f".{new}.")[1:-1]


def _scalars(tree: Fields) -> Iterator[Scalar]:
    """Every key and value of the file that may be a name."""
    for entry in tree:
        if entry.key.text in HOLD_NAMES:
            yield from _inside(entry.value)
        elif entry.key.text in HOLD_KEYS:
            yield from (one for one in _inside(entry.value, keys_only=True))


def _inside(tree: Tree, *, keys_only: bool = False) -> Iterator[Scalar]:
    if isinstance(tree, Scalar):
        if not keys_only:
            yield tree
        return
    if isinstance(tree, Sequence):
        for item in tree:
            yield from _inside(item, keys_only=keys_only)
        return
    for entry in tree:
        yield entry.key
        yield from _inside(entry.value, keys_only=keys_only)
