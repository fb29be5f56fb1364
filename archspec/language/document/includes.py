"""The files whose blocks a file brings with `include`.

A spec may come from a stranger. What it includes must lie beside it or below, so that no file of
the machine is read, and shown in a message, that the spec did not come with.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from archspec.dataclass import dataclass, field
from archspec.diagnostics import Diagnostic, Failure, Help, Mark, Source
from archspec.diagnostics.suggest import near, perhaps
from archspec.language.document.block_reader import BlockReader
from archspec.language.document.version import wrong_version
from archspec.language.walk.blocks import Block
from archspec.language.walk.limits import MAX_INCLUDED
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Sequence, Tree, describe, read, read_file
from archspec.syntax.limits import MAX_BYTES

FIELDS = ("archspec", "name", "about", "include", "blocks")
ENDINGS = (".yaml", ".yml")


def is_library(tree: Fields) -> bool:
    """Whether a file has blocks for others, and no network of its own."""
    return tree.entry("blocks") is not None and all(e.key.text in FIELDS for e in tree)


@dataclass(slots=True)
class Includes:
    """Reads included files; `trees` are what stands in them, each once, those within them last.

    Args:
        left: how much may still be read; together the files are bounded as one is.
    """

    left: int = MAX_BYTES
    trees: dict[Path, Fields] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)

    def read(self, tree: Fields, within: tuple[Path, ...] = ()) -> None:
        """The files that a tree includes, and those that they include."""
        source = tree.span.source
        if not within and source.path is not None:
            within = (source.path.resolve(),)
        for word in self._words(tree):
            path = self._place(source, word)
            if path in within:
                message = f"`{word.text}` includes itself"
                if path != within[-1]:
                    message = f"`{word.text}` includes this file, and so itself"
                self.problems.append(Diagnostic("A217", message, word.span))
            elif path is not None and path not in self.trees:
                self._included(word, path, within)

    def _words(self, tree: Fields) -> Iterator[Scalar]:
        entry = tree.entry("include")
        if entry is None:
            return
        items: tuple[Tree, ...] = (entry.value,)
        if isinstance(entry.value, Sequence):
            items = entry.value.items
        for item in items:
            if isinstance(item, Scalar) and isinstance(item.value, str) and item.value:
                yield item
                continue
            message = f"`include` takes the path of a file, or a list of them, not {describe(item)}"
            note = "as in `include: blocks.yaml`"
            self.problems.append(Diagnostic("A203", message, item.span, notes=(note,)))

    def _place(self, source: Source, word: Scalar) -> Path | None:
        """The file, if it is one that may be read."""
        fault = _fault(source, word.text)
        if fault:
            message, help_ = fault
            self.problems.append(Diagnostic("A216", message, word.span, helps=(Help(help_),)))
            return None
        path = _folder(source) / word.text
        if path.is_file():
            return path.resolve()
        self._not_there(word, path)
        return None

    def _not_there(self, word: Scalar, path: Path) -> None:
        folder = path.parent
        names = [one.name for one in folder.iterdir()] if folder.is_dir() else []
        likely = near(path.name, [name for name in names if name.endswith(ENDINGS)])[:1]
        parent = PurePosixPath(word.text).parent
        helps = tuple(perhaps(str(parent / name)) for name in likely)
        message = f"there is no file `{word.text}` to include"
        self.problems.append(Diagnostic("A101", message, word.span, helps=helps))

    def _included(self, word: Scalar, path: Path, within: tuple[Path, ...]) -> None:
        if self.left < 0:
            return
        if len(self.trees) == MAX_INCLUDED:
            self.left = -1
            message = f"more than {MAX_INCLUDED} files are included"
            self.problems.append(Diagnostic("A104", message, word.span))
            return
        try:
            tree = read(self._source(word, path))
        except Failure as failure:
            self.problems += [replace(d, span=d.span or word.span) for d in failure.diagnostics]
            return
        if not isinstance(tree, Fields):
            message = f"an included file is a mapping with `blocks`, and this is {describe(tree)}"
            self.problems.append(Diagnostic("A105", message, tree.span))
            return
        self.trees[path] = tree
        self._check(tree)
        self.read(tree, (*within, path))

    def _source(self, word: Scalar, path: Path) -> Source:
        source = read_file(path)
        self.left -= len(source.text)
        if self.left < 0:
            message = f"the included files together are larger than {MAX_BYTES // 2**20} MiB"
            raise Failure([Diagnostic("A104", message)])
        return replace(source, name=str(Path(word.span.source.name).parent / word.text))

    def _check(self, tree: Fields) -> None:
        problem = wrong_version(tree)
        self.problems += [problem] if problem else []
        for entry in tree:
            if entry.key.text not in FIELDS:
                message = f"an included file has no `{entry.key.text}` of its own"
                note = f"it takes {', '.join(FIELDS)}; its blocks see their own parameters alone"
                self.problems.append(Diagnostic("A201", message, entry.key.span, notes=(note,)))


def _folder(source: Source) -> Path:
    return source.path.parent.resolve() if source.path else Path()


def _fault(source: Source, text: str) -> tuple[str, str] | None:
    """Why a path may not be read, and what to do; links are followed before that is judged."""
    if source.path is None:
        help_ = "write the text to a file, and the files that it includes beside it"
        return "a text that is not in a file can include none", help_
    below = "an included file lies in the folder of the file that includes it, or below"
    outside = text.startswith(("/", "~")) or set(text) & set("\\:\0")
    if outside or ".." in PurePosixPath(text).parts:
        return f"`{text}` leads out of the folder of this file", below
    if not text.endswith(ENDINGS):
        return f"`{text}` is not named as a spec is", "give it a name that ends in `.yaml`"
    folder = _folder(source)
    try:
        path = (folder / text).resolve()
    except (OSError, RuntimeError):
        return f"`{text}` is a link without end", below
    if not path.is_relative_to(folder):
        return f"`{text}` is a link that leads out of the folder of this file", below
    return None


def included_blocks(tree: Fields, files: Includes, own: BlockReader) -> dict[str, Block]:
    """The blocks of a file and of all that it includes; each name is known in all of them.

    What is wrong goes to `own`: A218 for a name that stands in two files.
    """
    closed = BlockReader(closed=True, problems=own.problems, broken=own.broken)
    blocks: dict[str, Block] = {}
    read_ = [*((closed, one) for one in files.trees.values()), (own, tree)]
    for reader, one in read_:
        for name, block in reader.read(one).items():
            if name in blocks:
                mark = Mark(blocks[name].key.span, "the other")
                message = f"the block `{name}` stands in two files"
                own.problems.append(Diagnostic("A218", message, block.key.span, "", (mark,)))
            blocks.setdefault(name, block)
    return blocks
