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
from archspec.cli.output import say
from archspec.version import __version__

PACKAGES = (
    "torch",
    "torchvision",
    "pydantic",
    "pyyaml",
    "safetensors",
    "tensorboard",
    "pygraphviz",
    "onnx",
    "onnxruntime",
    "onnxscript",
    "polars",
)


@click.command()
@reports_failures
def command() -> None:
    r"""What is installed here, and whether it works: compiling, drawing, devices, data.

    Exits with 1 where something that archspec needs does not work.

    \b
    Example:
        archspec doctor
    """
    say(f"archspec {__version__}, Python {platform.python_version()}, {platform.platform()}")
    for name in PACKAGES:
        say(f"  {name:12} {_version(name)}")
    results = [_tried(what, check) for what, check in CHECKS.items()]
    raise SystemExit(0 if all(results) else 1)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _tried(what: str, check: Callable[[], str]) -> bool:
    """Runs a check and says what came of it."""
    try:
        say(f"  ok    {what}: {check()}")
    except Exception as error:  # whatever is broken here is the answer
        say(f"  FAIL  {what}: {error}")
        return False
    return True


def _compiles() -> str:
    from archspec.network import load

    return f"net has {load('net').graph.cost.params:,} parameters"


def _draws() -> str:
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


def _disk() -> str:
    free = shutil.disk_usage(Path.cwd()).free
    return f"{free / 2**30:.0f} GiB free in {Path.cwd()}"


def _terminal() -> str:
    return f"{sys.stdout.encoding}, {shutil.get_terminal_size().columns} columns"


CHECKS: dict[str, Callable[[], str]] = {
    "compile": _compiles,
    "draw": _draws,
    "compute": _computes,
    "disk": _disk,
    "terminal": _terminal,
}
