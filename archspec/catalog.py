"""Finding a spec: a path, a path with a variant, or the name of one that ships."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.diagnostics.readable import printable
from archspec.diagnostics.suggest import did_you_mean, listed, nearest
from archspec.files import is_there
from archspec.files.nearby import nearby
from archspec.patterns import compile_later
from archspec.syntax import Mapping as Fields
from archspec.syntax import Scalar, Tree

ENDINGS: Final = (".yaml", ".yml")
HOME: Final = next(
    (
        folder
        for folder in (Path(__file__).parent / "specs", Path(__file__).parent.parent / "specs")
        if folder.is_dir()
    ),
    Path(__file__).parent / "specs",
)
"""The specs that ship: inside the package where it is installed, beside it in a checkout."""

SHOWN: Final = 12
"""Names of specs that a message lists."""


def shipped() -> dict[str, Path]:
    """The specs that ship, by name.

    >>> "net" in shipped()
    True
    """
    found = sorted(HOME.iterdir(), key=lambda path: path.name)
    return {path.name.partition(".")[0]: path for path in found if path.name.endswith(ENDINGS)}


VARIANT: Final = compile_later(r"^  ([\w-]+): *(?:\{|\n)", re.MULTILINE)
BELOW: Final = compile_later(r"^variants:.*\n((?:  .*\n|\n)*)", re.MULTILINE)


@cache
def shipped_variants() -> dict[str, Path]:
    """The variants of the specs that ship, each with its file: the networks of a family.

    They are searched for as text, since reading every file would take far longer.

    >>> shipped_variants()["resnet50"].name
    'resnet.yaml'
    """
    texts = {path: path.read_text(encoding="utf-8") for path in shipped().values()}
    blocks = ((path, below) for path, text in texts.items() for below in BELOW.findall(text))
    return {name: path for path, below in blocks for name in VARIANT.findall(below)}


def about(tree: Tree) -> str:
    """What a spec says of itself, in one line.

    >>> from archspec.syntax import read, read_file
    >>> about(read(read_file(shipped()["net"])))
    "The book's convolutional network, which tells birds from airplanes."
    """
    entry = tree.entry("about") if isinstance(tree, Fields) else None
    text = entry.value.text if entry and isinstance(entry.value, Scalar) else ""
    return printable(" ".join(text.split()))


def find(reference: str, home: Path = Path()) -> tuple[Path, str | None]:
    """The file and the variant that a word on the command line or in a file means.

    A variant of a spec that ships is found by its name alone, and a file that is called as nothing
    that ships without its ending.

    Args:
        reference: the word. No colon of the folder parts a file from a variant.
        home: the folder of the file that has the word, in which files are looked for first.

    Raises:
        Failure: A101 where there is neither such a file nor such a shipped spec.

    >>> find("specs/net.yaml:wide")[1]
    'wide'
    """
    folders = tuple(dict.fromkeys((home, Path())))
    for folder in folders:
        if is_there(folder / reference):
            return folder / reference, None
        for name, variant in _readings(reference):
            if _is_file(folder / name):
                return folder / name, variant
            if folder == Path() and (ours := shipped().get(name)):
                return ours, variant
    if reference in shipped_variants():
        return shipped_variants()[reference], reference
    for folder in folders:
        if beside := _without_ending(reference, folder):
            return beside
    name = reference.rpartition(":")[0] or reference
    if Path(reference).suffix in ENDINGS or "/" in reference or name.endswith(ENDINGS):
        raise Failure([_no_file(name, folders)])
    raise Failure([_no_spec(name)])


def _is_file(path: Path) -> bool:
    return is_there(path) and path.is_file()


def _without_ending(reference: str, folder: Path) -> tuple[Path, str | None] | None:
    """The file that is called so but for its ending, and the variant; None without one."""
    found = (
        (folder / (name + ending), variant)
        for name, variant in _readings(reference)
        for ending in ENDINGS
    )
    return next((one for one in found if _is_file(one[0])), None)


def _readings(reference: str) -> Iterator[tuple[str, str | None]]:
    """What may be the file and the variant: a file may have a colon in its name, and so a variant.

    >>> list(_readings("net.yaml:x:y"))
    [('net.yaml:x:y', None), ('net.yaml:x', 'y'), ('net.yaml', 'x:y')]
    """
    yield reference, None
    for place in range(len(reference) - 1, 0, -1):
        if reference[place] == ":":
            yield reference[:place], reference[place + 1 :]


def _no_file(name: str, folders: Iterable[Path]) -> Diagnostic:
    def fits(one: Path) -> bool:
        return one.suffix in ENDINGS

    found = (nearby(Path(name), "file", fits=fits, home=folder) for folder in folders)
    helps = [Help(one) for one in found if one]
    return Diagnostic("A101", f"there is no file `{name}`", helps=tuple(helps[:1]))


def _no_spec(name: str) -> Diagnostic:
    names = nearest(name, {**shipped(), **shipped_variants()})
    helps = did_you_mean(name, names)
    more = "; `archspec specs` lists all" if len(names) > SHOWN else ""
    message = f"there is no file and no shipped spec called `{name}`"
    return Diagnostic(
        "A101", message, notes=(f"shipped: {listed(names, SHOWN)}{more}",), helps=helps
    )
