"""Tries what a page of an error code shows: its specs, commands and lines of Python."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Final
from unittest.mock import patch

import torch
from click.testing import CliRunner

from archspec.checking import findings
from archspec.cli import main
from archspec.diagnostics import Failure, Source
from archspec.diagnostics.text import render
from archspec.files import Held, Holder

SPEC = "example.yaml"
FINDING = re.compile(r"^(?:error|warning)\[", re.MULTILINE)
COUNT = re.compile(r"\n\n\d+ (?:error|warning)s?(?:, \d+ warnings?)?$")


def no_memory(*_: object) -> None:
    """A step for which a GPU has no room."""
    raise torch.OutOfMemoryError("CUDA out of memory")


def small_machine(name: str) -> int:
    """What a system of 16 GiB says of itself."""
    return {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 2**22}.get(name, 1)


@contextmanager
def somebody_else() -> Iterator[None]:
    """A run that another process trains."""

    def refuse(_: Path) -> None:
        raise Held(Holder(17223, "vm", 0))

    with (
        patch("archspec.runner.session.folder.locked", refuse),
        patch("archspec.runner.session.folder._since", lambda _: " since 13:21"),
    ):
        yield


CIRCUMSTANCES: Final[dict[str, Callable[[], AbstractContextManager[object]]]] = {
    "A504": lambda: patch("os.sysconf", small_machine),
    "A502": lambda: patch(
        "archspec.backends.diagram.graphviz.render._commands", lambda _form: iter(())
    ),
    "A503": lambda: patch(
        "archspec.backends.diagram.graphviz.render.subprocess.run",
        side_effect=subprocess.TimeoutExpired("dot", 120),
    ),
    "A506": lambda: patch.dict(sys.modules, dict.fromkeys(("onnx", "onnxscript", "onnxruntime"))),
    "A649": somebody_else,
    "A635": lambda: patch("archspec.runner.loop.Loop._forward", no_memory),
}
"""What no file and no command brings about: a package that is missing, or another process."""


def try_page(code: str, blocks: list[tuple[str, str]], folder: Path, *, fails: bool) -> str:
    """What the blocks print, the last of them that says anything."""
    circumstances = CIRCUMSTANCES[code] if fails and code in CIRCUMSTANCES else nullcontext
    # Drawing curves takes longer than everything else, and has tests of its own.
    curves = patch("archspec.runner.session.session.draw_curves", lambda *_: "<svg/>")
    with curves, circumstances():
        said = [TRIALS[language](text, folder) for language, text in blocks if language in TRIALS]
    last = next((one for one in reversed(said) if one), "")
    return last.replace(f"{folder}/", "")


def _try_spec(text: str, folder: Path) -> str:
    (folder / SPEC).write_text(text, encoding="utf-8", newline="")
    return render(findings(Source(SPEC, text, folder / SPEC)))


def _try_commands(text: str, _folder: Path) -> str:
    said = [_try_command(line[2:]) for line in text.splitlines() if line.startswith("$ ")]
    return next((one for one in reversed(said) if one), "")


def _try_command(line: str) -> str:
    words = shlex.split(line)
    program = next(i for i, word in enumerate(words) if "=" not in word)
    if words[program] != "archspec":
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        bash = ["bash", "-c", line]
        subprocess.run(bash, check=True, env=os.environ | {"PATH": path})  # noqa: S603  our own page
        return ""
    settings = dict(word.split("=", 1) for word in words[:program])
    result = CliRunner().invoke(main, words[program + 1 :], env=settings)
    if result.exit_code not in (0, 1) or not isinstance(result.exception, SystemExit | None):
        raise AssertionError(f"{line}: {result.output}") from result.exception
    return finding(result.output if result.exit_code else result.stderr)


def finding(output: str) -> str:
    """The findings among what a command prints."""
    start = FINDING.search(output)
    return COUNT.sub("", output[start.start() :].rstrip()) if start else ""


def _try_python(text: str, _folder: Path) -> str:
    try:
        exec(compile(text, "example.py", "exec"), {})  # noqa: S102  a page of this repository
    except Failure as failure:
        return render(failure.diagnostics)
    return ""


TRIALS = {"yaml": _try_spec, "console": _try_commands, "python": _try_python}
