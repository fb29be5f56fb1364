"""Source put into a file, whole or not at all."""

from pathlib import Path

from archspec.diagnostics import Diagnostic, Failure
from archspec.files import reason
from archspec.files.writing import write_file


def save_source(text: str, path: Path) -> None:
    """Writes a module of source.

    Raises:
        Failure: A501 where the file cannot be written.
    """
    try:
        write_file(path, text.encode())
    except OSError as error:
        raise Failure([Diagnostic("A501", f"cannot write `{path}`: {reason(error)}")]) from None
