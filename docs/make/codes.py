"""The pages of error codes: what stands in the package, with the message that its example gives."""

import re
from itertools import groupby
from pathlib import Path
from typing import Final

from archspec.diagnostics.pages import WRITE_INSTEAD, Page, pages

from .apart import nothing_stays_registered
from .made import Files, empty_folder
from .trial import try_page

SOURCE: Final = "archspec/diagnostics/pages"
MESSAGE: Final = re.compile(r"```text\n.*?```", re.DOTALL)
STAGES: Final = {
    "1": "The text",
    "2": "The spec",
    "3": "Names and wiring",
    "4": "Shapes, costs and expectations",
    "5": "What is written and built",
    "6": "Training",
    "7": "Advice",
}


def pages_of_codes() -> Files:
    """Each page as it is in the package and in docs/, and the index."""
    tried = [_tried(page) for page in pages().values()]
    return {**{f"{SOURCE}/{page.code}.md": page.text for page in tried}, **copies(tried)}


def copies(found: list[Page]) -> Files:
    """The pages as docs/ has them, with their index."""
    texts = {f"docs/errors/{page.code}.md": page.text for page in found}
    return {"docs/errors/README.md": _index(found), **texts}


def _tried(page: Page) -> Page:
    with empty_folder() as folder, nothing_stays_registered():
        return with_message(page, folder)


def with_message(page: Page, folder: Path) -> Page:
    """The page with what its example really gives, in a folder that is the current one.

    Behind the example of a new page, which has no message yet, it is put in.
    """
    message = f"```text\n{try_page(page.code, page.fails, folder, fails=True)}\n```"
    if page.message:
        return Page(page.code, MESSAGE.sub(lambda _: message, page.text, count=1))
    example, heading, works = page.text.partition(WRITE_INSTEAD)
    return Page(page.code, f"{example.rstrip()}\n\n{message}\n{heading}{works}")


def _index(found: list[Page]) -> str:
    lines = ["# Error codes", "", "`archspec explain CODE` prints the same pages.", ""]
    for stage, members in groupby(found, key=lambda page: page.code[1]):
        lines += [f"## {STAGES[stage]}", ""]
        lines += [f"- [{page.code}]({page.code}.md): {page.title}" for page in members]
        lines.append("")
    return "\n".join(lines)
