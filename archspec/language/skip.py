"""The one way in which the reading of a file leaves something out and goes on."""

from archspec.diagnostics import Diagnostic


class Skip(Exception):  # noqa: N818  the mistake is the file's: this says to go on with the next
    """A value, a field or an entry cannot be worked out.

    Args:
        found: why, for whoever goes on to report; nothing where that is reported already, or where
            nobody can know the value here, which is no mistake.
    """

    def __init__(self, *found: Diagnostic):
        super().__init__("; ".join(one.message for one in found))
        self.found = found
