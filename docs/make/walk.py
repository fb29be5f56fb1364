"""Walks a page from its beginning to its end, and puts in what is really printed.

Blocks of `console` and `python` are run; one of `yaml` whose first line is a comment with a file's
name is written to that file.
"""

import contextlib
import doctest
import io
import re
from pathlib import Path
from typing import Final

import torch
from click.testing import CliRunner

from archspec.cli import main

BLOCK: Final = re.compile(r"```(console|python|yaml)\n(.*?)```", re.DOTALL)
FILE: Final = re.compile(r"# ([\w.]+\.yaml)\n")
NUMBERS: Final = re.compile(r"\d[\d.,]*")
MEASURED: Final = {
    "$ archspec train": NUMBERS,
    "$ archspec eval": NUMBERS,
    "$ archspec export": re.compile(r"\d[\d.]* MiB|  it (?:gives|differs) .*"),
}
"""Figures that differ from machine to machine, by how a line of the block begins."""


def walked(text: str) -> str:
    """A page as it is when somebody takes it in the current folder.

    A block in which nothing is new but what was measured stays as it stands.

    Raises:
        AssertionError: where a command fails without saying why.
    """
    torch.set_num_threads(1)
    torch.manual_seed(0)
    names: dict[str, object] = {}
    return BLOCK.sub(lambda m: f"```{m[1]}\n{_taken(m[1], m[2], names)}```", text)


def _taken(language: str, block: str, names: dict[str, object]) -> str:
    taken = WALKS[language](block, names)
    return block if _masked(taken) == _masked(block) else taken


def _masked(block: str) -> str:
    for begin, figures in MEASURED.items():
        if any(line.startswith(begin) for line in block.splitlines()):
            return re.sub(r" {2,}", " ", figures.sub("#", block))
    return block


def _commands(block: str, _names: dict[str, object]) -> str:
    """What the lines that begin with `$ archspec` print."""
    lines = []
    for line in block.splitlines():
        if line.startswith("$ archspec "):
            result = CliRunner().invoke(main, line.split()[2:])
            if result.exit_code and "error[A" not in result.output:
                raise AssertionError(f"{line}: {result.output}")
            lines += [line, *result.output.rstrip().splitlines()]
    return "".join(f"{line}\n" for line in lines)


def _session(block: str, names: dict[str, object]) -> str:
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
            exec(compile(example.source, "page", "single"), names)  # noqa: S102  our own page
        lines += [said.getvalue().rstrip("\n")] if said.getvalue() else []
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _file(block: str, _names: dict[str, object]) -> str:
    """Writes the file that a block is, where it has a name."""
    if name := FILE.match(block):
        Path(name[1]).write_text(block, encoding="utf-8")
    return block


WALKS: Final = {"console": _commands, "python": _session, "yaml": _file}
