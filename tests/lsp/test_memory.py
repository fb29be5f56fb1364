"""A text that is checked again and again is found to be what it is when it is checked alone."""

import random
import re
from collections.abc import Iterator

import pytest

from archspec.catalog import shipped
from archspec.diagnostics import Span
from archspec.graph import print_graph
from archspec.kind import BlockCall, Origin, Value
from archspec.language.expressions.values import names_in
from archspec.language.walk import memory
from archspec.language.walk.nodes import Nodes
from archspec.lsp import protocol
from archspec.lsp.documents import Document, opened
from archspec.lsp.positions import Text
from tests.mistakes.mistakes import Mistake, mistakes

TEXTS = {name: path.read_text(encoding="utf-8") for name, path in sorted(shipped().items())}
WITH_BLOCKS = [name for name, text in TEXTS.items() if "\nblocks:" in text]
CASES = [one for one in mistakes() if "blocks:" in one.text or "sequence" in one.text]
NUMBER = re.compile(r"(?<=[ \[*+])\d+(?=[,\]} \n])")


def known(text: str) -> Document:
    """A document that was checked."""
    document = opened("file:///net.yaml", "net.yaml", Text(text))
    assert document.checked
    return document


def place(span: Span | None, document: Document) -> object:
    """A place, and whether it is one of the text that is there now."""
    return span and (span.source is document.source, span.source.name, *span[1:])


def origin(one: Origin, document: Document) -> object:
    """Where a layer was written, and what led to it."""
    fields = one.fields and (place(one.fields.span, document), [e.key.text for e in one.fields])
    spans = [place(span, document) for span in (one.span, one.value, one.item)]
    return spans, fields, [call(it, document) for it in one.calls], one.rounds


def call(one: BlockCall | None, document: Document) -> object:
    """A call of a block."""
    return one and (str(one), place(one.span, document))


def said(document: Document) -> list[object]:
    """What the editor is told."""
    return [repr(one) for one in protocol.diagnostics(document)]


def network(document: Document) -> object:
    """All that is known of a network, with the places in its text; None where it is none."""
    found = document.checked.compiled
    if found is None:
        return None
    spec, graph = found.spec, found.graph
    nodes = [(node.path, origin(node.origin, document)) for node in graph.nodes]
    scopes = [
        (path, one.kind, origin(one.origin, document), call(one.call, document))
        for path, one in graph.scopes.items()
    ]
    absent = {word: place(span, document) for word, span in spec.absent.items()}
    return print_graph(graph), nodes, scopes, absent


def check_alike(document: Document, text: str) -> Document:
    """Changes a document to a text, of which it must know what a new one would."""
    document, alone = document.changed(Text(text)), known(text)
    assert said(document) == said(alone), text
    if document.checked.source is document.source:
        # Else only comments have changed, and the places are those of the text before.
        assert network(document) == network(alone), text
    return document


def edited(text: str, chance: random.Random) -> str:
    """A text after somebody changed one place of it."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    act = chance.choice(("number", "number", "comment", "repeat", "drop", "indent", "word"))
    if act == "number" and (found := [*NUMBER.finditer(text)]):
        one = chance.choice(found)
        number = max(int(one[0]) + chance.choice((-1, 1, 8)), 0)
        return f"{text[: one.start()]}{number}{text[one.end() :]}"
    if act == "comment":
        lines.insert(at, "# why")
    elif act == "repeat":
        lines.insert(at, lines[at])
    elif act == "drop":
        del lines[at]
    elif act == "indent":
        lines[at] = " " + lines[at]
    else:
        lines[at] = lines[at].replace("e", "o", 1)
    return "\n".join(lines)


def edits(text: str, seed: int, count: int) -> Iterator[str]:
    """Texts, each of which somebody may have made of the last, or of the one that was right."""
    chance, right = random.Random(seed), text  # noqa: S311  no secret
    for _ in range(count):
        text = edited(right if chance.random() < 0.5 else text, chance)
        yield text


@pytest.mark.parametrize("name", WITH_BLOCKS[::9])
def test_a_network_is_the_same_whatever_was_there_before(name: str) -> None:
    document = known(TEXTS[name])
    for text in edits(TEXTS[name], 1, 12):
        document = check_alike(document, text)


@pytest.mark.slow
@pytest.mark.parametrize("name", TEXTS)
def test_any_network_is(name: str) -> None:
    document = known(TEXTS[name])
    for text in edits(TEXTS[name], 2, 40):
        document = check_alike(document, text)


@pytest.mark.parametrize("case", CASES[::5], ids=lambda case: case.title)
def test_a_mistake_is(case: Mistake) -> None:
    document = known(case.text)
    for text in edits(case.text, 1, 12):
        document = check_alike(document, text)


HEAD = "archspec: 1\ninput: [4]\n"
TAPPED = "blocks: {b: [identity: {name: x}, %s, relu: {from: x}]}\nlayers: [%sb, b]"
LOST = "blocks: {c: [linear: %s], b: [identity: {name: x}, c, relu: {from: x}]}\n"
NESTED = "blocks: {n0: [relu, tanh]%s}\nlayers: [n%s]"
LOST += "layers: [tanh: {name: u}, c, b: {from: u}, b: {from: u}]"
TOLD_ONCE = ("add: y", "linear: channels(y)", "linear: {width: 4, share: y}", "relu: {name: a/b}")


@pytest.mark.parametrize("layer", TOLD_ONCE)
def test_a_mistake_that_is_told_once_for_two_calls_stays_told(layer: str) -> None:
    document = known(HEAD + TAPPED % (layer, ""))
    assert said(document)
    for first in ("tanh, ", "", "linear: {name: y, width: 4}, ", "tanh, "):
        document = check_alike(document, HEAD + TAPPED % (layer, first))


def test_what_a_block_lost_is_there_when_the_block_within_is_mended() -> None:
    document = known(HEAD + LOST % 0)
    for width in (4, 0, 5):
        document = check_alike(document, HEAD + LOST % width)


@pytest.mark.parametrize(
    ("entry", "most"), [("n%d", 63), ("branches: {merge: add, paths: [[n%d, relu], [relu]]}", 35)]
)
def test_blocks_are_nested_no_deeper_than_where_they_are_built(entry: str, most: int) -> None:
    blocks = "".join(f", n{i + 1}: [{entry % i}, relu]" for i in range(most + 1))
    document = known(HEAD + NESTED % (blocks, 9))
    for called in (most + 1, f"9, n{most}", most + 1):
        document = check_alike(document, HEAD + NESTED % (blocks, called))


ABSENT = "blocks: {b: {params: {n: 0}, layers: [relu: {when: false}]}}\n"
ABSENT += "layers: [tanh, repeat: {depth: 3, layers: [b: $i + %d]}]"
LONG = "about: %s\nblocks: {b: [relu, linear: %d]}\nlayers: [b, b]"


KEPT = {
    "calls without a layer": ([ABSENT % i for i in range(3, 60, 3)], 24),
    "long texts": ([LONG % ("x" * 5000, i) for i in range(1, 20)], 8),
}


@pytest.mark.parametrize(("texts", "most"), KEPT.values(), ids=KEPT.keys())
def test_little_is_kept_of_earlier_texts(
    texts: list[str], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "MAX_KEPT", 20)
    document = known(HEAD + texts[0])
    for text in texts[1:]:
        document = check_alike(document, HEAD + text)
        assert len(document.memory.kept) <= most


def test_nothing_is_kept_of_what_their_trees_mention() -> None:
    document, sizes = known(HEAD + LONG % ("short", 1)), []
    for width in range(2, 9):
        document = check_alike(document, HEAD + LONG % ("short", width))
        sizes.append(names_in.cache_info().currsize)
    assert sizes[-1] == sizes[0]


def test_what_did_not_change_is_not_built_again(monkeypatch: pytest.MonkeyPatch) -> None:
    text, built = TEXTS["maxvit"], []
    document = known(text)
    add = Nodes.add

    def counted(self: Nodes, id_: str, *args: object, **kwargs: object) -> Value:
        built.append(id_)
        return add(self, id_, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Nodes, "add", counted)
    for new in (
        text.replace("name: maxvit", "name: other"),
        text.replace("\nlayers:\n", "\nlayers:\n  - dropout: 0.1\n"),
    ):
        built.clear()
        document = document.changed(Text(new))
        found = document.checked.compiled
        assert found is not None
        assert len(built) < len(found.graph.nodes) / 10, built
        check_alike(document, new)
