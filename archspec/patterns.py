"""Regular expressions that are compiled when they are first used.

A command imports sixty of them, most for what it says of mistakes; to compile them all would take
a thirtieth of the time of a check.
"""

import re
from typing import Any, cast


class _Later:
    """Stands for a pattern until something of it is needed."""

    def __init__(self, text: str, flags: int) -> None:
        self._given = text, flags

    def __getattr__(self, name: str) -> Any:
        # What has been asked for once is kept, and Python finds it without asking here.
        value = vars(self)[name] = getattr(re.compile(*vars(self)["_given"]), name)
        return value

    def __reduce__(self) -> Any:
        # A copy, also in another process, is the pattern itself.
        return re.compile, self._given


def compile_later(text: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, to whoever calls its methods or asks for its attributes.

    >>> word = compile_later(r"([a-z]+)[0-9]*", re.ASCII)
    >>> word.fullmatch("conv2")[1], word.sub("x", "conv2 fc1"), word.pattern
    ('conv', 'x x', '([a-z]+)[0-9]*')
    >>> from copy import deepcopy
    >>> deepcopy(word) == re.compile(r"([a-z]+)[0-9]*", re.ASCII)
    True
    """
    return cast("re.Pattern[str]", _Later(text, flags))
