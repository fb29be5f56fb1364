"""What a client is told where it gets no answer."""

import re
from typing import Any, Final

from archspec.diagnostics import Failure
from archspec.diagnostics.readable import readable

IN_SAMPLE: Final = re.compile(r"\bin sample (?=[\d,]+\b)")
"""How findings name what a client has sent as a row."""


class Refused(Exception):  # noqa: N818  it is an answer, too
    """A request that is not answered as it was asked.

    Args:
        status: of HTTP.
        message: a sentence without a full stop.
        code: of the finding, if it is one.
        helps: what to do about it.
    """

    def __init__(self, status: int, message: str, code: str | None = None, *helps: str):
        super().__init__(message)
        self.status, self.code, self.helps = status, code, helps

    @property
    def content(self) -> dict[str, Any]:
        """The same as JSON.

        >>> Refused(404, "there is no such page").content
        {'error': {'message': 'there is no such page', 'code': None, 'help': []}}
        """
        helps = [readable(one) for one in self.helps]
        return {"error": {"message": readable(str(self)), "code": self.code, "help": helps}}


def refused(failure: Failure) -> Refused:
    """A finding about a sample, as what its client is told.

    Its helps are for who writes recipes and has the files, and are left out.

    >>> from archspec.diagnostics import Diagnostic, Help
    >>> found = Diagnostic("A624", "in sample 2 `age` is empty", helps=(Help("`missing: mean`"),))
    >>> refused(Failure([found])).content["error"]
    {'message': 'in row 2 `age` is empty', 'code': 'A624', 'help': []}
    """
    first = failure.diagnostics[0]
    said = "; ".join((first.message, *first.notes))
    return Refused(422, IN_SAMPLE.sub("in row ", said), first.code)
