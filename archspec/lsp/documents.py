"""What is known of a text: its sketch, what is wrong with it, and the last network that it was."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Final

from archspec.compiler import advise, compile_source
from archspec.dataclass import dataclass
from archspec.diagnostics import Diagnostic, Failure, Source
from archspec.diagnostics.suggest import near
from archspec.graph import Graph
from archspec.language import OnlyBlocks, Spec
from archspec.lsp.positions import Text
from archspec.lsp.scanner import sketch
from archspec.lsp.sketch import Item
from archspec.syntax.limits import MAX_BYTES

OURS: Final = ("archspec", "layers")
"""Keys of which every spec has one, or tries to."""

NAMES: Final = re.compile(r"\.arch\.ya?ml$|/specs/[^/]+\.ya?ml$")


@dataclass(frozen=True)
class Compiled:
    """A network, and the text that it was compiled from."""

    text: Text
    spec: Spec
    graph: Graph


@dataclass(frozen=True)
class Document:
    """A text in an editor.

    Args:
        uri: the editor's name for it.
        source: what the compiler reads, under the name that messages speak of.
        text: the same for an editor.
        last: the last network that it was, perhaps some edits ago.
    """

    uri: str
    source: Source
    text: Text
    last: Compiled | None = None

    @cached_property
    def sketch(self) -> Item:
        """What the text says, whatever state it is in."""
        return Item() if self._too_large else sketch(self.text.text)

    @property
    def is_spec(self) -> bool:
        """Whether it is one of ours: editors start a server for every file of a language.

        A file that says nothing yet may become one.
        """
        keys = [entry.key.text for entry in self.sketch.entries if entry.key]
        return not keys or any(near(word, keys) for word in OURS) or bool(NAMES.search(self.uri))

    @cached_property
    def checked(self) -> tuple[Compiled | None, Sequence[Diagnostic]]:
        """The network of this text, if it is one, and what is to be said about it."""
        if self._too_large:
            message = f"`{self.source.name}` is larger than {MAX_BYTES // 2**20} MiB"
            return None, (Diagnostic("A104", message),)
        try:
            spec, graph = compile_source(self.source)
        except OnlyBlocks:
            return None, ()
        except Failure as failure:
            return None, failure.diagnostics
        return Compiled(self.text, spec, graph), advise(spec, graph)

    @property
    def findings(self) -> Sequence[Diagnostic]:
        """What is wrong with the text."""
        return self.checked[1]

    @property
    def compiled(self) -> Compiled | None:
        """The network of this text, or the last one that it was."""
        return self.checked[0] or self.last

    @property
    def _too_large(self) -> bool:
        """Whether the compiler would not read it from a file."""
        return len(self.text.text) > MAX_BYTES

    def changed(self, text: Text) -> "Document":
        """The document with another text; what was found before stays known."""
        if text == self.text:
            return self
        seen = vars(self).get("checked")
        last = seen[0] or self.last if seen else self.last
        return Document(self.uri, replace(self.source, text=text.text), text, last)


def opened(uri: str, name: str, text: Text, path: Path | None = None) -> Document:
    """A document that nothing is known of yet; `path` is its file, if it has one."""
    return Document(uri, Source(name, text.text, path), text)
