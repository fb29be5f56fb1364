"""What happens to somebody who does what a message says."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import cache

import pytest
import yaml

from archspec.checking import findings
from archspec.diagnostics import Diagnostic, Edit, Help, Source
from archspec.diagnostics.edits import apply
from archspec.diagnostics.fixes import fixed
from archspec.diagnostics.pages import pages
from archspec.syntax import read

from .mistakes import Mistake, areas, mistakes

PAGES = "pages"


def of_pages() -> Iterator[Mistake]:
    """The examples of the pages of codes, of which some need more than a text."""
    for code, page in pages().items():
        specs = (text for language, text in page.fails if language == "yaml")
        yield from (Mistake(PAGES, code, text) for text in specs if "archspec: 1" in text)


ALL = (*mistakes(), *of_pages())
AREAS = (*areas(), PAGES)
OF_THE_TEXT = ("A1", "A2", "A3")


@cache
def found(mistake: Mistake) -> tuple[Diagnostic, ...]:
    return mistake.found()


def written(edit: Edit) -> str:
    """What stands where an edit is to be made."""
    line = edit.span.source.lines[edit.span.line - 1] if edit.span.source.lines else ""
    return line[edit.span.column - 1 : edit.span.end_column - 1]


def sayings(one: Diagnostic) -> tuple[str, str]:
    return one.code, one.message


@pytest.mark.parametrize("area", AREAS)
class TestObeyed:
    def test_a_help_that_is_followed_ends_its_finding(self, area: str):
        for mistake in (one for one in ALL if one.area == area):
            before = Counter(map(sayings, found(mistake)))
            for one in found(mistake):
                for help_ in (h for h in one.helps if h.edits):
                    after = Counter(map(sayings, obeyed(mistake, help_)))
                    assert after[sayings(one)] < before[sayings(one)], (mistake.title, help_.text)

    def test_a_help_that_is_followed_leaves_yaml(self, area: str):
        for mistake in (one for one in ALL if one.area == area):
            for help_ in (h for one in found(mistake) for h in one.helps if h.edits):
                if not any(one.code == "A102" for one in found(mistake)):
                    read(Source("net.yaml", apply(mistake.source, help_.edits)))

    def test_fixes_bring_no_word_that_is_refused(self, area: str):
        for mistake in (one for one in ALL if one.area == area and not one.setting):
            after = fixed(mistake.source, findings)
            new = changed_words(mistake.text, after.text)
            for one in check(after.text) if new else ():
                if one.span is not None and one.code.startswith(OF_THE_TEXT):
                    line = after.text.splitlines()[one.span.line - 1]
                    word = line[one.span.column - 1 : one.span.end_column - 1]
                    assert (one.span.line, word) not in new, (mistake.title, one.message)

    def test_a_certain_fix_of_a_value_writes_no_other_number(self, area: str):
        for mistake in (one for one in ALL if one.area == area):
            for one in found(mistake):
                for help_ in (h for h in one.helps[:1] if h.certain):
                    for edit in help_.edits:
                        assert same_number(written(edit), edit.text), (mistake.title, edit.text)


def obeyed(mistake: Mistake, help_: Help) -> tuple[Diagnostic, ...]:
    return replace(mistake, text=apply(help_.edits[0].span.source, help_.edits)).found()


def check(text: str) -> tuple[Diagnostic, ...]:
    return findings(Source("net.yaml", text))


def changed_words(before: str, after: str) -> set[tuple[int, str]]:
    """The words of each line that were not in it before."""
    found = set()
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    for number, (old, new) in enumerate(pairs, 1):
        had = Counter(split(old))
        found |= {(number, word) for word in (Counter(split(new)) - had)}
    return found


def split(line: str) -> list[str]:
    for sign in "{}[],:":
        line = line.replace(sign, " ")
    return line.split()


def number(text: str) -> Decimal | None:
    """A number as people write it, with units, signs of thousands and quotes."""
    bare = text.strip("\"' $()").replace("–", "-").replace("−", "-")
    factor = Decimal(1)
    for unit, value in (("%", "0.01"), ("K", "1e3"), ("M", "1e6"), ("G", "1e9")):
        if bare.upper().endswith(unit):
            bare, factor = bare[:-1], Decimal(value)
    try:
        return Decimal(bare.replace("_", "").replace(",", "").replace("'", "")) * factor
    except InvalidOperation:
        return None


def same_number(old: str, new: str) -> bool:
    """Whether a fix that concerns numbers writes the one that was there, in whatever form.

    A text that is put into quotes has every character that it had.
    """
    before, after = number(old), number(new)
    if new.startswith(('"', "'")) and not old.startswith(('"', "'")):
        return yaml.safe_load(new) in (old, old.rpartition(":")[2].strip())
    if before is None or after is None:
        return before is None or old in new or isinstance(yaml.safe_load(new), bool | list)
    return before == after


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("1_024", "1024", True),
        ("50%", "0.5", True),
        ("001", '"001"', True),
        ("1e3", '"1000.0"', False),
        ("20", "0.2", False),
        ("3", "33", False),
    ],
)
def test_numbers_are_compared_by_value(old: str, new: str, same: bool):
    assert same_number(old, new) is same


def test_a_text_in_quotes_is_as_it_was_written():
    text = (
        "archspec: 1\ninput: [3, 32, 32]\nlayers: [flatten, linear: 3]\ntrain: {data: {dataset: "
        "image_folder, root: d, classes: [001, 1e3, 0x10]}}\n"
    )
    after = fixed(Source("net.yaml", text), findings)
    assert 'classes: ["001", "1e3", "0x10"]' in after.text


def test_a_field_is_not_renamed_where_its_value_is_refused():
    text = (
        "archspec: 1\ninput: [3, 32, 32]\nlayers: [flatten, linear: 10]\n"
        "train: {data: {dataset: cifar10}, num_epochs: 3, early_stopping: 3}\n"
    )
    after = fixed(Source("net.yaml", text), findings)
    assert "epochs: 3, early_stopping: 3" in after.text
    assert [one.message for one in check(after.text)] == [
        "unknown field `early_stopping` in `train`"
    ]
