"""The tour is taken from its beginning to its end, and shows what is really printed."""

import contextlib
import doctest
import io
import os
import re
import traceback

import torch
from click.testing import CliRunner

from archspec.cli import main

from .conftest import DOCS

BLOCK = re.compile(r"```(console|python)\n(.*?)```", re.DOTALL)
NUMBERS = re.compile(r"\d[\d.,]*")
RUNS = ("$ archspec train", "$ archspec eval")


def test_the_tour(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.set_num_threads(1)
    path, names = DOCS / "tour.md", {}
    written = path.read_text(encoding="utf-8")
    taken = BLOCK.sub(lambda m: f"```{m[1]}\n{WALKS[m[1]](m[2], names)}```", written)
    if os.environ.get("ARCHSPEC_WRITE_GOLDEN"):
        path.write_text(taken, encoding="utf-8")
        written = taken
    assert masked(taken) == masked(written)


def masked(text: str) -> str:
    """Without the figures of training, which differ from machine to machine."""
    blocks = re.split(r"(```(?:console|python|)\n)", text)
    return "".join(
        re.sub(r" {2,}", " ", NUMBERS.sub("#", block)) if block.startswith(RUNS) else block
        for block in blocks
    )


def commands(block: str, names: dict[str, object]) -> str:
    lines = []
    for line in block.splitlines():
        if line.startswith("$ archspec "):
            result = CliRunner().invoke(main, line.split()[2:])
            assert result.exit_code == 0, result.output
            lines += [line, result.output.rstrip()]
    return "\n".join(lines) + "\n"


def session(block: str, names: dict[str, object]) -> str:
    lines = []
    for example in doctest.DocTestParser().get_examples(block):
        first, *rest = example.source.rstrip("\n").split("\n")
        lines += [f">>> {first}", *(f"... {line}".rstrip() for line in rest)]
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            try:
                exec(compile(example.source, "tour", "single"), names)  # noqa: S102  our own page
            except Exception:
                traceback.print_exc()
                raise
        lines += [said.getvalue().rstrip("\n")] if said.getvalue() else []
    return "\n".join(line.rstrip() for line in lines) + "\n"


WALKS = {"console": commands, "python": session}
