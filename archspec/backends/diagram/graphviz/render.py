"""From DOT to SVG, PNG and PDF, by Graphviz in a child process.

A child, because Graphviz prints warnings and may crash; with fonts of our own, because a machine
without any draws empty boxes.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

from archspec.diagnostics import Diagnostic, Failure, Help
from archspec.extras import install

HERE = Path(__file__).parent
FONTS = HERE.parent / "scene" / "fonts"
SECONDS = 120
"""How long a layout may take; a picture that needs longer is too large to be read."""

MEMORY = 2 * 2**30
"""Bytes that a layout may take; that of the largest network that ships takes an eighth."""

DPI = 192
"""Pixels per inch of a PNG: twice what a screen shows, so that it stays sharp when scaled."""

MEMORY_WORDS = re.compile(rb"out of memory|MemoryError|Cannot allocate memory|bad_alloc", re.I)
"""What programs say when they get no more memory."""

FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>{more}</fontconfig>
"""
SYSTEM_FONTS = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'


def render(text: str, form: str) -> bytes:
    """The picture of a DOT text as `svg`, `png` or `pdf`.

    Raises:
        Failure: A502 where nothing on this machine can draw, A503 where the layout takes too long.
    """
    try:
        return _rendered(text, form)
    except OSError as error:
        raise Failure([_no_room(error)]) from None


def _rendered(text: str, form: str) -> bytes:
    """Likewise, with the fonts in a folder of their own meanwhile.

    Raises:
        OSError: where there can be no such folder.
    """
    with tempfile.TemporaryDirectory(prefix="archspec-") as folder:
        environment = os.environ | {"FONTCONFIG_FILE": str(_fonts(Path(folder), text))}
        reasons = []
        for command in _commands(form):
            done = _run(command, text, environment)
            if done.returncode == 0 and done.stdout:
                return done.stdout
            if MEMORY_WORDS.search(done.stderr):
                raise Failure([_too_large()])
            reasons.append(_reason(command, done))
    raise Failure([cannot_draw(tuple(reasons))])


def _fonts(folder: Path, text: str) -> Path:
    """A configuration that knows the fonts of this package, and others only where they are needed.

    DejaVu Sans has no Chinese, Japanese or Korean characters. The fonts are copied, since
    fontconfig writes into their folder.
    """
    fonts = shutil.copytree(FONTS, folder / "fonts")
    config = folder / "fonts.conf"
    cache = folder / "cache"
    more = SYSTEM_FONTS if any(east_asian_width(c) in "WF" for c in text) else ""
    paths = {"fonts": escape(str(fonts)), "cache": escape(str(cache))}
    config.write_text(FONTCONFIG.format(more=more, **paths))
    return config


def _commands(form: str) -> Iterator[list[str]]:
    """The ways to draw, the best first."""
    options = [f"-Gdpi={DPI}"] if form == "png" else []
    child = [sys.executable, "-P", str(HERE / "child.py"), str(MEMORY), form, *options]
    if find_spec("pygraphviz") is not None:
        yield child
    if program := shutil.which("dot"):
        yield [*child, program]


def _run(
    command: list[str], text: str, environment: dict[str, str]
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603  the program is ours, the text goes to its input
            command, input=text.encode(), capture_output=True, env=environment, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        raise Failure([_too_long()]) from None


def _reason(command: list[str], done: subprocess.CompletedProcess[bytes]) -> str:
    """What went wrong, in the last line that the program wrote."""
    lines = [line for line in done.stderr.decode(errors="replace").splitlines() if line.strip()]
    program = "dot" if Path(command[-1]).name == "dot" else "pygraphviz"
    said = lines[-1].strip() if lines else "it said nothing"
    return f"`{program}` ended with status {done.returncode}: {said}"


def cannot_draw(reasons: tuple[str, ...]) -> Diagnostic:
    """Nothing here draws; says what was tried."""
    tried = reasons or ("neither `pygraphviz` nor a `dot` program is installed",)
    helps = (
        Help("leave the engine out: our own layout needs no program"),
        Help(f"or install Graphviz with `{install('graphviz')}`"),
        Help("or write a `.dot`, and draw that where Graphviz is: `dot -Tsvg`"),
    )
    return Diagnostic(
        "A502", "Graphviz, which is to draw the diagram, is not here", notes=tried, helps=helps
    )


def _no_room(error: OSError) -> Diagnostic:
    """What Graphviz reads has to be written first, where this machine keeps what is temporary."""
    # Of many files that could not be copied, one is enough.
    first = str(error.args[0][0][2]) if isinstance(error, shutil.Error) else str(error)
    help_ = Help("make room there, or name another folder: `TMPDIR=FOLDER archspec …`")
    fact = "the diagram cannot be drawn without a folder for temporary files"
    return Diagnostic("A502", fact, notes=(first,), helps=(help_,))


def _too_long() -> Diagnostic:
    return _too_much(f"longer than {SECONDS} seconds")


def _too_large() -> Diagnostic:
    return _too_much(f"more than {MEMORY // 2**20:,} MiB of memory")


def _too_much(what: str) -> Diagnostic:
    return Diagnostic(
        "A503",
        f"the layout of the diagram took {what}",
        helps=(
            Help("leave the engine out: our own layout takes no longer for many boxes"),
            Help("or fold scopes with `--depth 1`"),
        ),
    )
