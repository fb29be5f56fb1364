"""Where comments alone change, what is said is what a check of the new text would say."""

import random
import re

import pytest

from archspec.catalog import shipped
from archspec.lsp import documents, protocol
from archspec.lsp.documents import Document, opened
from archspec.lsp.figures import figures
from archspec.lsp.positions import Text
from tests.mistakes.mistakes import Mistake, mistakes

CASES = [*mistakes()]
TEXTS = {name: path.read_text(encoding="utf-8") for name, path in sorted(shipped().items())}
PLAIN = [
    name
    for name, text in TEXTS.items()
    if not re.search(r"[|>][-+]?$|# archspec:", text, re.MULTILINE)
]
"""Specs without texts of several lines, in which `#` begins no comment, or comments for advice."""


def known(text: str) -> Document:
    """A document that was checked."""
    document = opened("file:///net.yaml", "net.yaml", Text(text))
    assert document.checked
    return document


def commented(text: str, seed: int) -> str:
    """The text with comments and blank lines, as somebody would add them."""
    chance = random.Random(seed)  # noqa: S311  no secret
    found = []
    for line in text.split("\n"):
        found += ["", "# why"][: chance.choice((0, 0, 0, 1, 2))]
        plain = line.strip() and not set(line) & set("|>\"'#")
        found.append(f"{line}  # so" if plain and chance.random() < 0.2 else line)
    return "\n".join(found)


def said(document: Document) -> list[object]:
    """What the editor is told."""
    return [repr(one) for one in protocol.diagnostics(document)]


@pytest.mark.parametrize("case", CASES[::9], ids=lambda case: case.title)
def test_a_mistake_moves_with_its_line(case: Mistake) -> None:
    text = case.text
    before = known(text)
    for seed in (0, 1):
        after = commented(text, seed)
        assert said(before.changed(Text(after))) == said(known(after))


@pytest.mark.parametrize("name", PLAIN[::5])
def test_a_network_is_checked_once_for_all_of_its_comments(name: str, monkeypatch) -> None:
    text = TEXTS[name]
    before, after = known(text), commented(text, 1)
    expected = said(known(after))
    monkeypatch.setattr(documents, "compile_source", None)
    document = before.changed(Text(after))
    assert said(document) == expected
    assert document.compiled is before.compiled


def test_layers_show_their_figures_below_any_number_of_new_comments() -> None:
    text = TEXTS["net"]
    before, after = known(text), known(text).changed(Text(commented(text, 3)))
    shown = [
        [str(figures(document, item)) for item in document.sketch.child("layers").children]
        for document in (before, after)
    ]
    assert shown[0] == shown[1]
    assert "None" not in shown[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tanh", "relu"),
        ("maxpool: 2", 'maxpool: "2"'),
        ("val: test", "val:  test"),
        ("  - flatten\n", ""),
        ("- tanh\n", "- tanh  # archspec: ignore A703\n"),
        ("name: net\n", "name: net  #no comment\nabout: #\n"),
        ("size: 32}", "size: 32,}"),
        ("{classes: 2, channels: 3, size: 32}", "\n  classes: 2\n  channels: 3\n  size: 32"),
    ],
)
def test_anything_else_is_checked(old: str, new: str) -> None:
    text = TEXTS["net"]
    assert old in text
    after = text.replace(old, new, 1)
    assert said(known(text).changed(Text(after))) == said(known(after))


def test_many_edits_in_a_row_are_said_of_the_text_that_was_checked() -> None:
    text = "archspec: 1\ninput: [3, 8, 8]\nlayers:\n  - conv: {widht: 4}\n"
    document = known(text)
    for seed in range(20):
        text = commented(text, seed) if len(text) < 2000 else text.replace("# why\n", "", 3)
        document = document.changed(Text(text))
        assert said(document) == said(known(text))
