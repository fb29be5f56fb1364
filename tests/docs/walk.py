"""Walks a page from its beginning to its end, and puts in what is really printed.

Blocks of `console` and `python` are run; one of `yaml` whose first line is a comment with a file's
name is written to that file.
"""

import contextlib
import doctest
import io
import os
import re
import traceback
from pathlib import Path

from click.testing import CliRunner

from archspec.cli import main

BLOCK = re.compile(r"```(console|python|yaml)\n(.*?)```", re.DOTALL)
FILE = re.compile(r"# ([\w.]+\.yaml)\n")


def walk(path: Path) -> tuple[str, str]:
    """The page as it is, and as it would be taken in the current folder.

    With ARCHSPEC_WRITE_GOLDEN the page becomes what was taken.
    """
    names: dict[str, object] = {}
    written = path.read_text(encoding="utf-8")
    taken = BLOCK.sub(lambda m: f"```{m[1]}\n{WALKS[m[1]](m[2], names)}```", written)
    if os.environ.get("ARCHSPEC_WRITE_GOLDEN"):
        path.write_text(taken, encoding="utf-8")
        written = taken
    return written, taken


def commands(block: str, names: dict[str, object]) -> str:
    """What the lines that begin with `$ archspec` print."""
    lines = []
    for line in block.splitlines():
        if line.startswith("$ archspec "):
            result = CliRunner().invoke(main, line.split()[2:])
            assert result.exit_code == 0 or "error[A" in result.output, result.output
            lines += [line, *result.output.rstrip().splitlines()]
    return "".join(f"{line}\n" for line in lines)


def session(block: str, names: dict[str, object]) -> str:
    """What Python prints, where it is a session; names stay for the next block."""
    lines = []
    examples = doctest.DocTestParser().get_examples(block)
    if not examples:
        return block
    for example in examples:
        first, *rest = example.source.rstrip("\n").split("\n")
        lines += [f">>> {first}", *(f"... {line}".rstrip() for line in rest)]
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            try:
                exec(compile(example.source, "page", "single"), names)  # noqa: S102  our own page
            except Exception:
                traceback.print_exc()
                raise
        lines += [said.getvalue().rstrip("\n")] if said.getvalue() else []
    return "\n".join(line.rstrip() for line in lines) + "\n"


def file(block: str, names: dict[str, object]) -> str:
    """Writes the file that a block is, where it has a name."""
    if name := FILE.match(block):
        Path(name[1]).write_text(block, encoding="utf-8")
    return block


WALKS = {"console": commands, "python": session, "yaml": file}
