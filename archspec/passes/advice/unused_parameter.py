"""A711."""

import re
from collections.abc import Iterator

from archspec.diagnostics import Diagnostic, Help, Mark
from archspec.graph import Graph
from archspec.language import Spec
from archspec.language.expressions.expressions import BRACED
from archspec.language.expressions.values import names_in
from archspec.passes.advice.mentions import (
    aliased,
    called_blocks,
    chosen_blocks,
    entries,
    mentioned_in_file,
    texts,
    trees,
    unused_in,
)
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Tree


def unused_parameter(graph: Graph, spec: Spec) -> Iterator[Diagnostic]:  # noqa: ARG001
    """A parameter of the file or of a block that no expression mentions.

    It is a knob without effect: `--set` turns it, nothing changes, and that looks like a result.
    Unused names are worth a word in any language (as in pyflakes). Blocks among which an expression
    chooses take the same parameters, whether each needs all of them or not.
    """
    params = entries(spec.tree, "params")
    mentioned = mentioned_in_file(spec) if params else frozenset()
    unused = [(key, value) for key, value in params if key.text not in mentioned]
    shared = aliased(spec.tree, (value for _, value in unused)) if unused else frozenset[int]()
    yield from (_found(key, None) for key, value in unused if id(value) not in shared)
    blocks = entries(spec.tree, "blocks")
    called = called_blocks(spec) - chosen_blocks(spec) if blocks else frozenset()
    for block, tree in blocks:
        if block.text in called:
            yield from (_found(key, block) for key in unused_in(tree))
            yield from (_unused_input(one, block) for one in _unused_inputs(tree))
    yield from map(_unused_item, _unused_items(spec))


def _unused_inputs(block: Tree) -> Iterator[Scalar]:
    """The inputs of a block that none of its layers names, nor asks for the shape of."""
    entry = block.entry("inputs") if isinstance(block, Fields) else None
    layers = block.entry("layers") if isinstance(block, Fields) else None
    if entry and layers and not isinstance(entry.value, (Fields, Scalar)):
        named = [*texts(layers.value), *(t for _, d in entries(block, "params") for t in texts(d))]
        words = {word for text in named for word in re.findall(r"[\w-]+", text)}
        made = [form for text in named if "$" in text for form in _forms(text)]
        unnamed = (s for s in entry.value if isinstance(s, Scalar) and s.text not in words)
        yield from (s for s in unnamed if not any(form.fullmatch(s.text) for form in made))


def _forms(text: str) -> Iterator[re.Pattern[str]]:
    """What names may come of a text that is computed.

    >>> [one.pattern for one in _forms("f${level}")], [one.pattern for one in _forms("['f' + $l]")]
    (['f.*'], ['.*f.*'])
    """
    if "${" in text and not BRACED.fullmatch(text):
        yield re.compile(".*".join(map(re.escape, re.split(r"\$\{[^{}]*\}", text))))
    else:
        pieces = re.findall(r"""["']([^"']+)["']""", text)
        yield from (re.compile(f".*{re.escape(piece)}.*") for piece in pieces)


def _unused_input(key: Scalar, block: Scalar) -> Diagnostic:
    message = f"no layer of the block `{block.text}` takes its input `{key.text}`"
    helps = (Help(f"write `{key.text}` where it is meant, as in `add: {key.text}`"),)
    return Diagnostic("A711", message, key.span, "", (Mark(block.span, "the block"),), helps=helps)


def _unused_items(spec: Spec) -> Iterator[Scalar]:
    """The words after `as` that no layer of their repeat mentions."""
    if spec.tree is None or not _may_have(spec.tree, "each"):
        return
    for fields in (tree for tree in trees(spec.tree) if isinstance(tree, Fields)):
        if fields.entry("each") is None:
            continue
        word, layers = fields.entry("as"), fields.entry("layers")
        if word and layers:
            used = names_in(layers.value)
            yield from (one for one in _words(word.value) if one.text not in used)


def _may_have(tree: Tree, key: str) -> bool:
    """Whether a key may be in a file: its text is searched sooner than its tree is walked."""
    text = tree.span.source.text
    return key in text or "\\" in text


def _words(tree: Tree) -> Iterator[Scalar]:
    """The words for an item, or for its parts; one that begins with `_` is meant to go unused."""
    if isinstance(tree, Scalar):
        yield tree
    else:
        inner = (e.value for e in tree) if isinstance(tree, Fields) else tree
        yield from (w for w in inner if isinstance(w, Scalar) and not w.text.startswith("_"))


def _unused_item(word: Scalar) -> Diagnostic:
    helps = (Help(f"write `${word.text}` where it is meant, or `depth` instead of `each`"),)
    return Diagnostic(
        "A711", f"no layer of the repeat uses its item `{word.text}`", word.span, helps=helps
    )


def _found(key: Scalar, block: Scalar | None) -> Diagnostic:
    where = "" if block is None else f" of the block `{block.text}`"
    helps = (Help(f"write `${key.text}` where it is meant, or remove it"),)
    marks = () if block is None else (Mark(block.span, "the block"),)
    message = f"nothing uses the parameter `{key.text}`{where}"
    return Diagnostic("A711", message, key.span, "", marks, helps=helps)
