"""What is known of a text: its sketch, what is wrong with it, and the last network that it was."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Final

from archspec.checking import findings
from archspec.compiler import advise, compile_source
from archspec.dataclass import dataclass, field
from archspec.diagnostics import Diagnostic, Failure, Source
from archspec.diagnostics.suggest import near
from archspec.graph import Graph
from archspec.language import OnlyBlocks, OnlyRecipe, Spec, is_study
from archspec.language.walk.memory import Memory
from archspec.lsp.positions import Text
from archspec.lsp.scanner import sketch
from archspec.lsp.sketch import Item
from archspec.lsp.unchanged import moved_lines, said_again
from archspec.passes import CHECKS
from archspec.syntax import Tree, read
from archspec.syntax.limits import MAX_BYTES

OURS: Final = ("archspec", "layers")
"""Keys of which every spec has one, or tries to."""

STUDIES: Final = ("designs", "over", "spec")
"""Keys of which every study has one."""

NAMES: Final = re.compile(r"\.arch\.ya?ml$|/specs/[^/]+\.ya?ml$")


@dataclass(frozen=True)
class Compiled:
    """A network, and the text that it was compiled from."""

    text: Text
    spec: Spec
    graph: Graph


@dataclass(frozen=True)
class Checked:
    """What a check found.

    Args:
        source: the text that was checked.
        findings: what is to be said about the text that is there now.
        tree: what was read of it; None where it is not YAML.
        compiled: the network, if it is one.
        lines: where its lines are now, where comments alone have changed since; else None.
        found: the findings where they stood in the text that was checked.
    """

    source: Source
    findings: tuple[Diagnostic, ...]
    tree: Tree | None = None
    compiled: Compiled | None = None
    lines: Mapping[int, int] | None = None
    found: tuple[Diagnostic, ...] = ()

    def again(self, source: Source, tree: Tree) -> "Checked | None":
        """The same of another text; None where more than comments has changed."""
        lines = moved_lines(self.tree, tree) if self.tree else None
        if lines is None:
            return None
        findings = said_again(self.found, self.source, source, lines)
        return None if findings is None else replace(self, findings=findings, lines=lines)


@dataclass(frozen=True)
class Document:
    """A text in an editor.

    Args:
        uri: the editor's name for it.
        source: what the compiler reads, under the name that messages speak of.
        text: the same for an editor.
        last: the last network that it was, perhaps some edits ago.
        before: what the last check found.
        memory: what blocks came to in it.
    """

    uri: str
    source: Source
    text: Text
    last: Compiled | None = None
    before: Checked | None = None
    memory: Memory = field(default_factory=Memory)

    @cached_property
    def sketch(self) -> Item:
        """What the text says, whatever state it is in."""
        return Item() if self._too_large else sketch(self.text.text)

    @cached_property
    def is_spec(self) -> bool:
        """Whether it is one of ours: editors start a server for every file of a language.

        A file that says nothing yet may become one, and one that was a network stays one of ours.
        """
        if self.last is not None:
            return True
        keys = self._keys
        named = not keys or any(near(word, keys) for word in OURS) or NAMES.search(self.uri)
        return (bool(named) and not self.is_study) or self.is_recipe

    @property
    def is_recipe(self) -> bool:
        """Whether it has a recipe and nothing else; other programs have a `train` as well."""
        train = self.sketch.child("train")
        return train is not None and self._keys == ["train"] and train.child("data") is not None

    @cached_property
    def is_study(self) -> bool:
        """Whether it names networks to be compared, or names nothing yet.

        Other programs have files with a `study` as well.
        """
        study = self.sketch.child("study")
        if study is None or not {*self._keys} <= {"study", "archspec"}:
            return False
        return not any(study.entries) or any(study.child(word) for word in STUDIES)

    @property
    def home(self) -> Path:
        """The folder in which it names others."""
        return self.source.path.parent if self.source.path else Path()

    @property
    def _keys(self) -> list[str]:
        return [entry.key.text for entry in self.sketch.entries if entry.key]

    @cached_property
    def checked(self) -> Checked:
        """The network of this text, if it is one, and what is to be said about it."""
        source = self.source
        if self._too_large:
            message = f"`{source.name}` is larger than {MAX_BYTES // 2**20} MiB"
            return Checked(source, (Diagnostic("A104", message),))
        try:
            tree = read(source)
        except Failure as failure:
            return Checked(source, tuple(failure.diagnostics))
        known = self.before.again(source, tree) if self.before else None
        return known or self._check(tree)

    def _check(self, tree: Tree) -> Checked:
        if is_study(tree):
            wrong = findings(self.source, tree=tree)
            return Checked(self.source, wrong, tree, found=wrong)
        compiled: Compiled | None = None
        found: tuple[Diagnostic, ...] = ()
        try:
            spec, graph = compile_source(self.source, tree=tree, passes=CHECKS, memory=self.memory)
        except (OnlyBlocks, OnlyRecipe):
            pass
        except Failure as failure:
            found = tuple(failure.diagnostics)
        else:
            compiled, found = Compiled(self.text, spec, graph), advise(spec, graph)
        return Checked(self.source, found, tree, compiled, found=found)

    @property
    def findings(self) -> Sequence[Diagnostic]:
        """What is wrong with the text."""
        return self.checked.findings

    @property
    def compiled(self) -> Compiled | None:
        """The network of this text, or the last one that it was."""
        return self.checked.compiled or self.last

    @property
    def lines(self) -> Mapping[int, int] | None:
        """Where the lines of the network's text are now, where comments alone have changed."""
        return self.checked.lines if self.checked.compiled else None

    @property
    def _too_large(self) -> bool:
        """Whether the compiler would not read it from a file."""
        return len(self.text.text) > MAX_BYTES

    def changed(self, text: Text) -> "Document":
        """The document with another text; what was found before stays known."""
        if text == self.text:
            return self
        seen: Checked | None = vars(self).get("checked", self.before)
        last = (seen and seen.compiled) or self.last
        source = replace(self.source, text=text.text)
        return Document(self.uri, source, text, last, seen, self.memory)

    def forgotten(self) -> "Document":
        """The same text, of which nothing is known: other files may have changed that it names."""
        return Document(self.uri, self.source, self.text, self.compiled)


def opened(uri: str, name: str, text: Text, path: Path | None = None) -> Document:
    """A document that nothing is known of yet; `path` is its file, if it has one."""
    return Document(uri, Source(name, text.text, path), text)
