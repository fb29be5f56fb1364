"""The page of every code: what it means, why it is refused, and what to write instead."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from archspec.dataclass import dataclass
from archspec.patterns import compile_later

BLOCK = compile_later(r"```(yaml|console|python|text)\n(.*?)```", re.DOTALL)
WRITE_INSTEAD = "\n## Write instead\n"

Blocks = list[tuple[str, str]]


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
    def fails(self) -> Blocks:
        """The blocks of the example with their languages: a spec, what is called, the message."""
        return BLOCK.findall(self.text.partition(WRITE_INSTEAD)[0])

    @property
    def works(self) -> Blocks:
        """The blocks of what to write instead."""
        return BLOCK.findall(self.text.partition(WRITE_INSTEAD)[2])

    @property
    def message(self) -> str:
        """The message that the example gives."""
        return "".join(text for language, text in self.fails if language == "text").rstrip("\n")


@cache
def pages() -> Mapping[str, Page]:
    """Every page by its code, in order."""
    folder = files("archspec.diagnostics.pages")
    found = (entry for entry in folder.iterdir() if entry.name.endswith(".md"))
    texts = {entry.name.removesuffix(".md"): entry.read_text(encoding="utf-8") for entry in found}
    return MappingProxyType({code: Page(code, texts[code]) for code in sorted(texts)})
