"""The files that a pattern stands for."""

import os
from itertools import islice
from pathlib import Path
from typing import Final

from archspec.recipe.columns import matches, path_of

MOST: Final = 5_000_000
"""Names in a folder that are looked at."""


def matching_files(pattern: str) -> list[Path]:
    """The files that match, in the order of their names; hidden ones do not.

    Args:
        pattern: a folder, and a name with `*` for any letters and `?` for one.

    Raises:
        OSError: if there is no such folder.
    """
    whole = path_of(pattern)
    with os.scandir(whole.parent) as entries:
        names = [one.name for one in islice(entries, MOST) if one.is_file()]
    chosen = [one for one in names if matches(one, whole.name) and not one.startswith(".")]
    return [whole.parent / name for name in sorted(chosen)]
