"""The text of a spec with the blocks of other files written into it."""

from collections.abc import Iterable, Iterator

from archspec.diagnostics import Source
from archspec.language.document.tables import table
from archspec.syntax import Entry, Scalar, Sequence, Tree, read
from archspec.syntax import Mapping as Fields
from archspec.syntax.layout import formatted
from archspec.syntax.writing import written


def inlined(text: str, files: Iterable[Fields]) -> str:
    """The text with the blocks of the files under `blocks`, in place of its `include`.

    It is laid out anew, as `archspec fmt` does, and without its comments: what stands in several
    files has no layout of its own.
    """
    tree = read(Source("", text))
    assert isinstance(tree, Fields)  # noqa: S101  it was a spec
    entries = [entry for entry in tree if entry.key.text not in ("include", "blocks")]
    parts = [f"{_flow(entry.key)}: {_flow(entry.value)}" for entry in entries]
    blocks = [*(e for one in files for e in table(one, "blocks", [])), *table(tree, "blocks", [])]
    parts.append(f"blocks: {{{', '.join(_entries(blocks))}}}")
    return formatted(Source("", "\n".join(parts) + "\n"))


def _entries(entries: Iterable[Entry]) -> Iterator[str]:
    return (f"{_flow(entry.key)}: {_flow(entry.value)}" for entry in entries)


def _flow(tree: Tree) -> str:
    if isinstance(tree, Fields):
        return f"{{{', '.join(_entries(tree))}}}"
    if isinstance(tree, Sequence):
        return f"[{', '.join(map(_flow, tree))}]"
    return _scalar(tree)


def _scalar(scalar: Scalar) -> str:
    """As it was written, if it is no text: `1e-3` stays that."""
    return written(scalar.value) if isinstance(scalar.value, str) else scalar.text or "null"
