"""The page of every code: what it means, why it is refused, an example, and what to write instead."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

EXAMPLE = re.compile(r"```(yaml|console)\n(.*?)```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    """A code's page, in Markdown.

    Args:
        code: the code.
        text: the whole page.
    """

    code: str
    text: str

    @property
    def title(self) -> str:
        """What it means, in one line."""
        return self.text.split("\n", 1)[0].removeprefix(f"# {self.code}: ")

    @property
    def examples(self) -> list[tuple[str, str]]:
        """The blocks of the page with their languages: first what fails, then what to write."""
        return EXAMPLE.findall(self.text)


@cache
def pages() -> Mapping[str, Page]:
    """Every page by its code, in order."""
    folder = files("archspec.diagnostics.pages")
    found = (entry for entry in folder.iterdir() if entry.name.endswith(".md"))
    texts = {entry.name.removesuffix(".md"): entry.read_text(encoding="utf-8") for entry in found}
    return MappingProxyType({code: Page(code, texts[code]) for code in sorted(texts)})
