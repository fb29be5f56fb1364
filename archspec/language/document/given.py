"""Values of parameters that a program gives: what they are, and not how a file would read them."""

from collections.abc import Mapping
from numbers import Integral, Real
from pathlib import PurePath
from typing import Any, Final

from archspec.dataclass import dataclass
from archspec.diagnostics import Span
from archspec.language.expressions.expressions import is_expression
from archspec.syntax.writing import written

MAX_DEPTH: Final = 20


@dataclass(frozen=True, slots=True)
class Given:
    """A value that a program gives: a text stays a text, whatever a file would take it for.

    >>> Given("1").data, Given([1, "a: b"]).data, str(Given("1"))
    ('1', (1, 'a: b'), '"1"')

    Args:
        value: that is given.
        span: where it was written, if another file has it.
    """

    value: Any
    span: Span | None = None

    def __str__(self) -> str:
        try:
            return written(self.data)
        except TypeError:
            return f"<{type(self.value).__name__}>"

    @property
    def data(self) -> Any:
        """The value as a file could hold it.

        Raises:
            TypeError: which says why none can.
        """
        return _data(self.value, MAX_DEPTH)


def setting(name: str, given: str | Given) -> str:
    """How somebody set a value, to be quoted in a message.

    >>> setting("width", "64"), setting("width", Given(64))
    ('`--set width=64`', '`width=64`')
    """
    return f"`{'' if isinstance(given, Given) else '--set '}{name}={given}`"


def place(given: str | Given) -> Span | None:
    """Where it was written, if a file has it."""
    return given.span if isinstance(given, Given) else None


def _data(value: Any, depth: int) -> Any:
    if not depth:
        raise TypeError(f"holds values more than {MAX_DEPTH} deep in one another")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, PurePath):
        value = str(value)
    if isinstance(value, str):
        if is_expression(value):
            raise TypeError("would be computed in a file: give the value that it has")
        return str(value)
    # The numbers of numpy are registered as such.
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value)
    if isinstance(value, (list, tuple)):
        return tuple(_data(one, depth - 1) for one in value)
    if isinstance(value, Mapping):
        return {str(name): _data(one, depth - 1) for name, one in value.items()}
    what = f"is of the type `{type(value).__name__}`"
    raise TypeError(f"{what}, and a file has numbers, texts, true, false, null, lists and mappings")
