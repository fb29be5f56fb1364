"""The pages of mistakes: for each subject the files that were wrong, and what is said to them."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from tests.mistakes.mistakes import Mistake, areas, mistakes

from .made import Files

FOLDER: Final = "docs/mistakes"
INTRODUCTION: Final = """\
# Mistakes, and what is said about them

Every mistake on these pages is found by `archspec check` before any tensor exists. Each stands
beside the message about it, which is the real one: a test compares them with what the tool says.

| subject | mistakes | such as |
|---|---|---|
"""
SHOWN: Final = 3
"""Titles that the list of pages shows of each."""


def pages_of_mistakes() -> Files:
    """A page for each subject, and their list."""
    pages = {f"{FOLDER}/{page_name(area)}": "\n".join(_page(area)) for area in areas()}
    return {f"{FOLDER}/README.md": INTRODUCTION + "\n".join(_rows()) + "\n", **pages}


def page_name(area: str) -> str:
    """The file of a subject, without the number by which subjects are in order.

    >>> page_name("03_layers")
    'layers.md'
    """
    return f"{area.partition('_')[2]}.md"


@cache
def _of(area: str) -> tuple[Mistake, ...]:
    return tuple(one for one in mistakes() if one.area == area)


def _rows() -> Iterator[str]:
    """A row for each subject."""
    for area, heading in areas().items():
        titles = [one.title for one in _of(area)]
        step = len(titles) // SHOWN
        shown = "; ".join(titles[::step][:SHOWN]).replace("|", "\\|")
        yield f"| [{heading}]({page_name(area)}) | {len(titles)} | {shown} |"


def _page(area: str) -> Iterator[str]:
    """Every mistake of a subject: the file that was wrong, and its message."""
    yield f"# {areas()[area]}\n"
    yield "[Other subjects](README.md)\n"
    for one in _of(area):
        yield f"## {one.title[:1].upper()}{one.title[1:]}\n"
        yield f"```yaml\n{one.text}```\n"
        if one.setting:
            variant = one.setting if one.setting.startswith(":") else ""
            option = "" if variant else f" {one.setting}"
            yield f"```console\n$ archspec check net.yaml{variant}{option}\n```\n"
        yield f"```text\n{one.message()}\n```\n"
