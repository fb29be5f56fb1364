"""The package for types of processors, which is imported by the same name, is noticed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import archspec
from archspec.namesake import Namesake, namesake

THEIRS = '"""Init file to avoid namespace packages"""\n\n__version__ = "0.2.5"\n'


@pytest.fixture
def installed(tmp_path):
    """A copy of this package, as pip would have put it into a folder."""
    shutil.copytree(
        Path(archspec.__file__).parent,
        tmp_path / "archspec",
        ignore=shutil.ignore_patterns("__pycache__", "runner"),
    )
    return tmp_path / "archspec"


def put_theirs(folder, *, last):
    (folder / "cpu").mkdir()
    (folder / "cli.py").write_text("def main(): print('theirs')\n")
    if last:
        (folder / "__init__.py").write_text(THEIRS)


def start(folder, *arguments):
    """The command as its script starts it."""
    code = "from archspec.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-P", "-c", code, *arguments],
        env={"PYTHONPATH": str(folder.parent)},
        capture_output=True,
        text=True,
    )


def test_it_is_absent_as_a_rule(installed):
    assert namesake() is namesake(installed) is Namesake.ABSENT


def test_installed_over_this_one_every_command_says_so(installed):
    put_theirs(installed, last=True)
    assert namesake(installed) is Namesake.ABOVE
    for command in (["explain", "A402"], ["doctor"], ["check", "net"]):
        done = start(installed, *command)
        assert done.returncode == 1
        assert "for types of processors, was installed over this one" in done.stderr
        assert "pip uninstall -y archspec archspec-nn" in done.stderr
        assert "Traceback" not in done.stderr


def test_installed_under_this_one_commands_work_and_the_doctor_says_so(installed):
    put_theirs(installed, last=False)
    assert namesake(installed) is Namesake.BESIDE
    assert start(installed, "explain", "A402").returncode == 0
    done = start(installed, "doctor")
    assert done.returncode == 1
    assert "FAIL  name: the package `archspec`, for types of processors" in done.stdout
