"""Changing files that are somebody's work: shown as a diff, written beside, then renamed."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from archspec.catalog import HOME, shipped
from archspec.cli.options import coloured
from archspec.diagnostics import Diagnostic, Failure, Source
from archspec.diagnostics.readable import printable
from archspec.diagnostics.text import Paint
from archspec.files import reason
from archspec.patterns import compile_later
from archspec.syntax.limits import MAX_BYTES
from archspec.syntax.reader import decoded, read_file

STDIN = "-"
LINE = compile_later(r"[^\n]*\n|[^\n]+")
STYLES = {"+": "add", "-": "remove", "@": "place"}
PACKAGE = Path(__file__).parent.parent


def read_input(path: Path | None) -> Source:
    """The text of a file, or of standard input where there is no path."""
    if path is not None:
        return read_file(path)
    return decoded("<stdin>", sys.stdin.buffer.read(MAX_BYTES + 1))


def refuse_shipped(reference: str, path: Path) -> None:
    """Stops before a spec that ships would be changed.

    Raises:
        UsageError: where the spec was named without a path, or is part of the installed package.
    """
    name = reference.partition(":")[0]
    by_name = name in shipped() and not Path(name).exists()
    if by_name or path.resolve().is_relative_to(PACKAGE.resolve()):
        raise click.UsageError(
            f"`{reference}` ships with archspec and is not changed; "
            f"copy it first: cp {HOME / path.name} {path.name}"
        )


def show_diff(before: Source, after: str, stream: Any = None, *, applied: bool = False) -> None:
    """What changes, as a unified diff, coloured on a terminal.

    One that is not applied yet and goes to no terminal is a patch: its lines are those of the file,
    to the letter. All others are for people, and show what is not seen.
    """
    from difflib import unified_diff

    stream = stream or sys.stdout
    paint = Paint(coloured(stream))
    for_people = applied or paint.colour or stream.isatty()
    name = printable(before.name)
    old, new = LINE.findall(before.text), LINE.findall(after)
    for i, line in enumerate(unified_diff(old, new, name, name)):
        style = "fact" if i < 2 else STYLES.get(line[0], "plain")
        body = line.removesuffix("\n")
        shown = paint(style, printable(body.rstrip("\r"))) if for_people else body
        missing = "" if line.endswith("\n") else "\n\\ No newline at end of file"
        click.echo(f"{shown}{missing}", file=stream, color=True)  # noqa: TID251  printable, or a patch


def rewrite(path: Path, before: Source, after: str) -> None:
    """Puts a new text in the place of the old one, at once, with the same rights.

    A link goes on pointing to its file, and that file is replaced.

    Raises:
        Failure: A101 where it cannot be written, or has changed since it was read.
    """
    target = path.resolve()
    try:
        if target.read_bytes() != before.text.encode():
            raise Failure([Diagnostic("A101", f"`{path}` changed while it was worked on")])
        _replace(target, after.encode())
    except OSError as error:
        raise Failure([Diagnostic("A101", f"cannot write `{path}`: {reason(error)}")]) from None


def _replace(target: Path, data: bytes) -> None:
    from shutil import copymode
    from tempfile import NamedTemporaryFile

    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        written = Path(file.name)
        file.write(data)
    try:
        copymode(target, written)
        written.replace(target)
    finally:
        with suppress(OSError):
            written.unlink()
