"""The files that a pattern stands for."""

import glob
from itertools import islice
from pathlib import Path
from typing import Final

from archspec.files import expanded

MOST: Final = 5_000_000
"""Files of a pattern."""


def matching_files(pattern: str) -> list[Path]:
    """The files that match, in the order of their names.

    Args:
        pattern: with `*` for any letters and `**` for any folders, from where archspec runs.
    """
    # Of an absolute pattern `Path.glob` wants the beginning apart.
    found = glob.iglob(str(expanded(pattern)), recursive=True)  # noqa: PTH207
    return sorted(path for path in map(Path, islice(found, MOST)) if path.is_file())
