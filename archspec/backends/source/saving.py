"""Source put into a file, whole or not at all."""

from pathlib import Path

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.files import reason
from archspec.files.writing import write_file


def save_source(text: str, path: Path) -> None:
    """Writes a module of source.

    Raises:
        Failure: A501 where the file cannot be written, or is no Python by its ending: `-o net.yaml`
            would put the source in the place of a spec.
    """
    if path.suffix != ".py":
        raise Failure([_no_python(path)])
    try:
        write_file(path, text.encode())
    except OSError as error:
        raise Failure([Diagnostic("A501", f"cannot write `{path}`: {reason(error)}")]) from None


def _no_python(path: Path) -> Diagnostic:
    ending = f"ends in `{path.suffix}`" if path.suffix else "has no ending"
    return Diagnostic(
        "A501",
        f"`{path}` {ending}, and source is a `.py` file",
        helps=(Help(f"write `{path.with_suffix('.py')}`"),),
    )
