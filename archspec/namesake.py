"""The other package that is imported as `archspec`: the one for types of processors.

Its distribution is called `archspec`, conda and spack use it, and its files lie in the same folder.
Whichever is installed later writes its `__init__.py` over that of the first, and whichever is
removed takes files of the other along.
"""

from enum import Enum
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
OTHERS: Final = "cpu"
"""A folder that the other package has, and that this one never will."""

MARK: Final = "archspec.load("
"""What `__init__.py` of this package says."""


class Namesake(Enum):
    """What is there of the other package; each value says what of it."""

    ABSENT = ""
    BESIDE = "the package `archspec`, for types of processors, is installed in the same folder"
    ABOVE = "the package `archspec`, for types of processors, was installed over this one"


WAY_OUT: Final[dict[Namesake, tuple[str, ...]]] = {
    Namesake.ABSENT: (),
    Namesake.BESIDE: (
        "removing either takes files of the other along: give archspec-nn an environment of its"
        " own, `python -m venv .venv`",
    ),
    Namesake.ABOVE: (
        "`pip uninstall -y archspec archspec-nn`, then `pip install archspec-nn`",
        "where conda or spack needs the other one, give archspec-nn an environment of its own:"
        " `python -m venv .venv`",
    ),
}


def namesake(folder: Path = HERE) -> Namesake:
    """Whether the other package lies in this one's folder, and which of them came last.

    Args:
        folder: of the package as it is imported.

    >>> namesake()
    <Namesake.ABSENT: ''>
    """
    if not (folder / OTHERS).is_dir():
        return Namesake.ABSENT
    first = (folder / "__init__.py").read_text(encoding="utf-8", errors="replace")
    return Namesake.BESIDE if MARK in first else Namesake.ABOVE
