"""`archspec doctor`."""

import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from archspec.cli.options import reports_failures
from archspec.cli.output import filled, say
from archspec.diagnostics.readable import printable
from archspec.extras import EXTRAS, PACKAGES, install, missing
from archspec.namesake import WAY_OUT, Namesake, namesake
from archspec.version import __version__

BASE = ("click", "graphviz", "pydantic", "pygls", "pyyaml")


@click.command()
@reports_failures
def command() -> None:
    r"""What is installed here, and whether it works: compiling, drawing, devices, data.

    Exits with 1 where something that is installed does not work; what is not installed is listed
    with the command that would install it.

    \b
    Example:
        archspec doctor
    """
    say(f"archspec {__version__}, Python {platform.python_version()}, {platform.platform()}")
    for extra, packages in _packages().items():
        say(_line(extra, packages))
    results = [_tried(what, *check) for what, check in CHECKS.items()]
    raise SystemExit(0 if all(results) else 1)


def _packages() -> dict[str, list[str]]:
    """The packages of the plain installation and of each extra, each where it comes first."""
    found = {"base": list(BASE)}
    for extra, modules in EXTRAS.items():
        known = {name for names in found.values() for name in names}
        names = (PACKAGES.get(module, module) for module in modules)
        found[extra] = [name for name in names if name not in known]
    return {extra: names for extra, names in found.items() if names}


def _line(extra: str, packages: list[str]) -> str:
    """The packages of an extra with their versions, and how to install what is lacking."""
    below = " " * 11
    versions = ", ".join(f"{name} {_version(name)}" for name in packages)
    lines = filled(versions, f"  {extra:8} ", below)
    lacking = extra in EXTRAS and any(one in missing(extra) for one in packages)
    return "\n".join([*lines, *[f"{below}{install(extra)}"] * lacking])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _tried(what: str, extra: str | None, check: Callable[[], str]) -> bool:
    """Runs a check, where what it takes is installed, and says what came of it."""
    if extra and (absent := missing(extra)):
        say(f"  –     {what}: without {', '.join(absent)}; {install(extra)}")
        return True
    try:
        say(f"  ok    {what}: {check()}")
    except Exception as error:  # whatever is broken here is the answer
        say(f"  FAIL  {what}: {error}")
        return False
    return True


def _alone() -> str:
    """Whether the other package of that name is out of the way."""
    found = namesake()
    if found is not Namesake.ABSENT:
        raise RuntimeError("; ".join((found.value, *WAY_OUT[found])))
    try:
        other = version("archspec")
    except PackageNotFoundError:
        return "no other package is called archspec here"
    return f"archspec {other}, for types of processors, lies in another folder"


def _compiles() -> str:
    from archspec.network import load

    return f"net has {load('net').graph.cost.params:,} parameters"


def _draws() -> str:
    from archspec.network import load

    return f"an SVG of {len(load('net').svg()) // 1024} KiB"


def _paints() -> str:
    from archspec.network import load

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "net.png"
        load("net").diagram(path)
        return f"a PNG of {path.stat().st_size // 1024} KiB"


def _computes() -> str:
    import torch

    from archspec.network import load

    load("net").build()(torch.zeros(1, 3, 32, 32))
    return f"devices: {', '.join(_devices())}, {torch.get_num_threads()} threads"


def _devices() -> Iterator[str]:
    import torch

    yield "cpu"
    if torch.cuda.is_available():
        yield f"cuda ({torch.cuda.get_device_name()})"
    if torch.backends.mps.is_available():
        yield "mps"


def _reads() -> str:
    from archspec.recipe import Data
    from archspec.runner.data.sources import SYSTEM, read
    from archspec.runner.progress import Silent

    found = read(Data(dataset="digits"), (1, 8, 8), 1, Silent())
    count = sum(len(part.samples) for part in found.parts.values())
    others = sorted(path.name for path in SYSTEM.iterdir()) if SYSTEM.is_dir() else []
    more = f"; in {SYSTEM}: {printable(', '.join(others))}" if others else ""
    return f"digits has {count:,} images{more}"


def _disk() -> str:
    free = shutil.disk_usage(Path.cwd()).free
    return f"{free / 2**30:.0f} GiB free in {Path.cwd()}"


def _terminal() -> str:
    return f"{sys.stdout.encoding}, {shutil.get_terminal_size().columns} columns"


CHECKS: dict[str, tuple[str | None, Callable[[], str]]] = {
    "name": (None, _alone),
    "compile": (None, _compiles),
    "draw": (None, _draws),
    "draw as PNG": ("draw", _paints),
    "compute": ("torch", _computes),
    "data": ("torch", _reads),
    "disk": (None, _disk),
    "terminal": (None, _terminal),
}
"""By what is tried, the extra that it takes and the check."""
