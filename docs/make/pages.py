"""Pages that people wrote and of which parts are made: what is printed, tables, whole files."""

import re
import shutil
from typing import Final

from . import tables
from .apart import nothing_stays_registered
from .made import ROOT, Files, empty_folder, read
from .walk import walked

WALKED: Final = (
    "book",
    "data",
    "diagrams",
    "export",
    "feature-maps",
    "fields",
    "figures",
    "fine-tuning",
    "optimise",
    "samples",
    "source",
    "tour",
    "training",
    "tuning",
)
"""Pages that are taken from their beginning to their end."""

TABLES: Final = {
    "kinds": tables.of_kinds,
    "initialisers": tables.of_initialisers,
    "ways to make a weight": tables.of_reweightings,
    "training": tables.of_training,
}
"""What stands in the reference of the language between comments of these names."""

PLUGIN: Final = ROOT / "tests" / "plugin"
SHOWN: Final = re.compile(r"<!-- file: (\S+) -->\n```(\w+)\n(.*?)```", re.DOTALL)


def walked_page(name: str) -> Files:
    """A page with what its commands and sessions print."""
    path = f"docs/{name}.md"
    with empty_folder(), nothing_stays_registered():
        return {path: walked(read(path))}


def paper() -> Files:
    """The way from papers to specs, and the pictures that its commands draw."""
    path = "docs/paper.md"
    with empty_folder() as folder:
        text = walked(read(path))
        drawn = {p.name: p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.svg"))}
    return {path: text, **{f"docs/pictures/{name}": svg for name, svg in drawn.items()}}


def extending() -> Files:
    """The page on plug-ins, with the files of the plug-in that the tests install."""
    path = "docs/extending.md"
    text = SHOWN.sub(lambda m: f"<!-- file: {m[1]} -->\n```{m[2]}\n{_content(m[1])}```", read(path))
    with empty_folder() as folder, nothing_stays_registered():
        shutil.copy(PLUGIN / "swirl.py", folder)
        return {path: walked(text)}


def _content(name: str) -> str:
    return (PLUGIN / name).read_text(encoding="utf-8")


def language() -> Files:
    """The reference of the language, with the tables that the package makes."""
    path = "docs/language.md"
    page = read(path)
    for name, rows in TABLES.items():
        page = _with_table(page, name, "".join(f"{line}\n" for line in rows()))
    return {path: page}


def _with_table(page: str, name: str, text: str) -> str:
    begin = f"<!-- {name}: written by `make docs` -->\n"
    form = re.compile(f"{re.escape(begin)}.*?(?=<!-- end -->)", re.DOTALL)
    whole, count = form.subn(lambda _: f"{begin}\n{text}", page)
    if count != 1:
        raise ValueError(f"docs/language.md has {count} places for the table of {name}")
    return whole
