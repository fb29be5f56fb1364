"""What a check does not need is not imported for it, and is there for whoever does need it."""

import subprocess
import sys

import pytest

UNNEEDED = ["email", "socket", "importlib.metadata._meta", "archspec.files.tar"]
UNNEEDED += [f"archspec.recipe.{name}" for name in ("fields", "columns", "metrics", "schedules")]

CHECK = f"""
import sys
from archspec.cli import main
try:
    main(["check", "net"])
except SystemExit as left:
    assert left.code == 0
print([name for name in {UNNEEDED} if name in sys.modules])
"""


def printed(code: str) -> str:
    """What a Python that has nothing loaded says."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_check_loads_nothing_that_it_does_not_need() -> None:
    assert printed(CHECK) == "[]"


@pytest.mark.parametrize(
    "use",
    [
        "import importlib.metadata; print(importlib.metadata.version('click'))",
        "from importlib import metadata; print(metadata.version('click'))",
        "from importlib.metadata import version; print(version('click'))",
        "import importlib.metadata._meta, importlib.metadata as m; print(m.version('click'))",
    ],
)
def test_package_metadata_are_what_they_are_without_us(use: str) -> None:
    assert printed(f"import archspec.cli\n{use}") == printed(use)


def test_entry_points_are_found_by_who_took_the_function_early() -> None:
    take = "from importlib.metadata import entry_points"
    ask = "print(sorted(map(str, entry_points(group='console_scripts'))))"
    assert printed(f"import archspec.cli\n{take}\n{ask}") == printed(f"{take}\n{ask}")
