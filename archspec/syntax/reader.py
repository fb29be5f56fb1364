"""Text to tree: PyYAML's events, composed here so that every node keeps its place.

The events come from libyaml in C and are counted while they arrive, which stops a nest of aliases
or ten thousand open brackets before they cost anything.
"""

import errno
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from archspec.diagnostics import Diagnostic, Failure, Help, Mark, Source, Span
from archspec.diagnostics.span import LINE_END
from archspec.files import is_there, open_given, reason
from archspec.files.nearby import nearby
from archspec.files.run_files import SPEC
from archspec.syntax.advice import Stumble
from archspec.syntax.limits import MAX_BYTES, MAX_DEPTH, MAX_NODES
from archspec.syntax.scalars import resolve
from archspec.syntax.tree import Entry, Mapping, Scalar, Sequence, Tree

BOM = "\ufeff"


def read_file(path: Path) -> Source:
    """The text of a file as UTF-8.

    Raises:
        Failure: A101 where it cannot be read, A104 where it is too large.
    """
    try:
        with open_given(path) as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        helps = (Help(_file_in(path)),) if error.errno == errno.EISDIR else ()
        if error.errno == errno.ENOENT and (found := nearby(path, "file")):
            helps = (Help(found),)
        raise Failure(
            [Diagnostic("A101", f"cannot read `{path}`: {reason(error)}", helps=helps)]
        ) from None
    return replace(decoded(str(path), data), path=path)


def _file_in(folder: Path) -> str:
    """What to name in the place of a folder."""
    spec = folder / SPEC
    if is_there(spec) and spec.is_file():
        return f"name the spec of the run in it: `{spec}`"
    return "name a file in this folder"


def decoded(name: str, data: bytes) -> Source:
    """The text of these bytes as UTF-8, under a name for messages.

    Raises:
        Failure: A101 where they are not UTF-8, A104 where there are too many.
    """
    if len(data) > MAX_BYTES:
        message = f"`{name}` is larger than {MAX_BYTES // 2**20} MiB"
        raise Failure([Diagnostic("A104", message)])
    try:
        return Source(name, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        note = f"byte {error.start + 1}, on line {line}, is 0x{data[error.start]:02x}"
        message = f"`{name}` is not text in UTF-8"
        other = next((word for mark, word in MARKS.items() if data.startswith(mark)), "")
        help_ = Help(f"it is in {other}: {SAVE}" if other else SAVE)
        raise Failure([Diagnostic("A101", message, notes=(note,), helps=(help_,))]) from None


MOST_FOUND: Final = 1000
"""Keys written twice that are told; of a file with more, nobody reads the others."""

THOUSANDS: Final = "a comma ends a value within braces: write a number without any"
SAVE: Final = "save it as UTF-8"
MARKS: Final = {b"\xff\xfe\x00\x00": "UTF-32", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
"""The first bytes by which other encodings are told."""


def read(source: Source) -> Tree:
    """The tree of one YAML document.

    Raises:
        Failure: A102 where the text is not YAML, A103 for duplicate keys, A104 where it is too
            large or too deep, A105 where there is nothing in it, A106 for YAML that a spec
            does not use.
    """
    return _Composer(source).document()


TOO_DEEP = f"lists and mappings are nested more than {MAX_DEPTH} deep"
TOO_MANY = f"more than {MAX_NODES:,} values, counting aliases"


class _Composer:
    """Builds nodes from events; `problems` are the faults that do not end the reading."""

    event: Callable[[], Any]
    """Gives the next event of libyaml."""

    def __init__(self, source: Source):
        self.source = source
        self.anchors: dict[str, tuple[Tree, int]] = {}
        self.problems: list[Diagnostic] = []
        self.count = 0

    def document(self) -> Tree:
        text = self.source.text.removeprefix(BOM)
        try:
            loader = yaml.CSafeLoader(text)
            self.event = loader.get_event
            return self._document()
        except yaml.MarkedYAMLError as error:
            raise Failure([self._not_yaml(error)]) from None
        except yaml.reader.ReaderError as error:
            position = _characters(text, error.position)
            raise Failure([self._not_text(position, error.character, text)]) from None
        except UnicodeEncodeError as error:
            raise Failure([self._not_text(error.start, ord(text[error.start]), text)]) from None

    def _document(self) -> Tree:
        self.event()
        first = self.event()
        if not isinstance(first, DocumentStartEvent):
            self._stop("A105", "the file is empty", self.source.span())
        tree = self._node(self.event(), 0)
        end, following = self.event(), self.event()
        if isinstance(end, DocumentEndEvent) and isinstance(following, DocumentStartEvent):
            self._stop("A106", "a second document begins here", self._span(following))
        if self.problems:
            raise Failure(self.problems)
        return tree

    def _node(self, event: Any, depth: int) -> Tree:
        span = self._span(event)
        self.count += 1
        if self.count > MAX_NODES:
            self._stop("A104", TOO_MANY, span)
        if depth > MAX_DEPTH:
            self._stop("A104", TOO_DEEP, span)
        if type(event) is ScalarEvent and event.tag is None and event.anchor is None:
            return _scalar(event, span)
        if isinstance(event, AliasEvent):
            return self._alias(event, span)
        before = self.count
        tree = self._unnamed(event, span, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = (tree, self.count - before + 1)
        return tree

    def _unnamed(self, event: Any, span: Span, depth: int) -> Tree:
        if event.tag is not None and event.tag != "!":
            written = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._report("A106", f"the tag `{written}` means nothing here", span, "leave it out")
        if isinstance(event, ScalarEvent):
            return _scalar(event, span)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(event, span, depth)
        assert isinstance(event, MappingStartEvent)  # noqa: S101  no other event begins a node
        return self._mapping(event, span, depth)

    def _sequence(self, start: SequenceStartEvent, span: Span, depth: int) -> Sequence:
        items = []
        while type(event := self.event()) is not SequenceEndEvent:
            items.append(self._node(event, depth + 1))
        return Sequence(tuple(items), self._until(span, event), bool(start.flow_style))

    def _mapping(self, start: MappingStartEvent, span: Span, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        while type(event := self.event()) is not MappingEndEvent:
            key = self._node(event, depth + 1)
            value = self._node(self.event(), depth + 1)
            if not isinstance(key, Scalar):
                self._report("A106", "a key must be a word, not a list or a mapping", key.span)
            elif key.text == "<<":
                advice = "write the fields out, or set them for a kind with `defaults`"
                self._report("A106", "merge keys (`<<`) are not part of YAML 1.2", key.span, advice)
            elif key.text in entries:
                self._duplicate(key, entries[key.text].key)
            else:
                entries[key.text] = Entry(key, value)
        return Mapping(tuple(entries.values()), self._until(span, event), bool(start.flow_style))

    def _alias(self, event: AliasEvent, span: Span) -> Tree:
        if event.anchor not in self.anchors:
            self._stop("A102", f"no anchor `&{event.anchor}` stands above this alias", span)
        tree, size = self.anchors[event.anchor]
        self.count += size
        if self.count > MAX_NODES:
            self._stop("A104", TOO_MANY, span)
        return tree

    def _duplicate(self, key: Scalar, first: Scalar) -> None:
        if len(self.problems) >= MOST_FOUND:
            return
        mark = Mark(first.span, "first written here")
        message = f"the key `{key.text}` is written twice"
        helps = (Help(THOUSANDS),) if key.plain and key.text.isdigit() else ()
        self.problems.append(
            Diagnostic("A103", message, key.span, "written again", (mark,), (), helps)
        )

    def _report(self, code: str, message: str, span: Span, advice: str = "") -> None:
        helps = (Help(advice),) if advice else ()
        self.problems.append(Diagnostic(code, message, span, helps=helps))

    def _stop(self, code: str, message: str, span: Span) -> NoReturn:
        raise Failure([*self.problems, Diagnostic(code, message, span)])

    def _span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        place = start.line + 1, start.column + 1, end.line + 1, end.column + 1
        # As `Span(…)`, which would take twice as long; a file has more spans than anything else.
        return tuple.__new__(Span, (self.source, *place))

    def _until(self, span: Span, end: Any) -> Span:
        mark = end.end_mark
        return Span(self.source, span.line, span.column, mark.line + 1, mark.column + 1)

    def _not_yaml(self, error: yaml.MarkedYAMLError) -> Diagnostic:
        mark, context = error.problem_mark or error.context_mark, error.context_mark
        span = self._at(mark.line, mark.column) if mark else self.source.span()
        if "nesting depth" in (error.problem or ""):
            # libyaml reads ahead of its events, and newer ones have a bound of their own.
            return Diagnostic("A104", TOO_DEEP, span)
        began = self._at(context.line, context.column) if error.context and context else None
        if began is not None and began.line == span.line:
            began = None
        return Stumble(error.problem or "", span, began).explained()

    def _at(self, line: int, column: int) -> Span:
        """A place of the parser's; where the text has ended, its last line that says something."""
        lines = self.source.lines
        while line > 0 and (line >= len(lines) or not lines[line].strip()):
            line -= 1
            column = len(lines[line].rstrip()) if line < len(lines) else 0
        return self.source.span(line + 1, column + 1)

    def _not_text(self, at: Any, character: Any, text: str) -> Diagnostic:
        position = at if isinstance(at, int) else 0
        above = LINE_END.split(text[:position])
        line, column = len(above), len(above[-1]) + 1
        message = "a character that YAML does not allow"
        code = character if isinstance(character, int) else ord(str(character))
        return Diagnostic("A102", message, self.source.span(line, column), f"U+{code:04X}")


def _scalar(event: Any, span: Span) -> Scalar:
    text: str = event.value
    plain = event.style is None or event.style == ""
    return Scalar(resolve(text) if plain else text, text, span, plain)


def _characters(text: str, offset: int) -> int:
    """How many characters stand before a place that libyaml counts in bytes of UTF-8."""
    return len(text.encode()[:offset].decode(errors="ignore"))
